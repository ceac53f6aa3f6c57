import { expect, it } from "vitest";
import { createWorker } from "../../app/delivery/worker.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { rawQuery } from "../platform/raw-database.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";
import { deliveryOf, newBench } from "./bench.ts";
import { eventually } from "../platform/eventually.ts";

const CUT_ALL_OTHERS =
  "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

it.skipIf(!ON_POSTGRESQL)(
  "a worker whose connections are all cut while it sends settles what it sent, and goes on",
  async () => {
    const bench = await newBench();
    bench.clock.now = Date.now();
    await bench.connect();
    await bench.addOrder("1001");
    const sent: string[] = [];
    const worker = createWorker({
      ...{ outbox: bench.outbox, route: deliveryOf, clock: Date.now, random: () => 0.5 },
      ...{ concurrency: 4, laneConcurrency: 4, batchSize: 1, attemptDeadlineMs: 5000 },
      logger: createLogger("silent"),
      async send([{ event }]) {
        sent.push(event);
        if (sent.length === 1) await rawQuery(bench.url, CUT_ALL_OTHERS);
        // Until the pool has noticed.
        await eventually(() => bench.deliveries());
        return {
          kind: "attempted",
          result: { outcome: { kind: "delivered" }, answer: { httpStatus: 200, code: 0 } },
          ...{ testEventCode: undefined, connectedAt: 0, pixelPaused: false },
        };
      },
    });
    worker.start();
    const states = async () => (await bench.deliveries()).map(({ state }) => state);
    await eventually(async () => {
      expect(await states()).toEqual(["delivered"]);
    });
    await bench.addOrder("1002");
    await eventually(async () => {
      expect(await states()).toEqual(["delivered", "delivered"]);
    });
    expect(sent).toHaveLength(2);
    await worker.stop();
  },
);
