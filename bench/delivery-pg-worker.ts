/** `node bench/delivery-pg-worker.ts URL`: one worker with nothing to send to. Says that it is ready, waits for a line, and ends when its input does. */
import { once } from "node:events";
import { createOutbox } from "../app/delivery/outbox.server.ts";
import { createWorker } from "../app/delivery/worker.server.ts";
import { openDatabase } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";

const logger = createLogger("error");
const database = openDatabase(process.argv[2] ?? "", logger);
await database.ready;
const answer = { httpStatus: 200, code: 0, message: "OK", requestId: "20261122" };
const worker = createWorker({
  ...{ outbox: createOutbox(database.ledger), clock: Date.now, random: Math.random, logger },
  ...{ concurrency: 32, laneConcurrency: 4, batchSize: 50, attemptDeadlineMs: 10_000 },
  route: () => ({ kind: "failed" }),
  send: () =>
    Promise.resolve({
      ...{ kind: "attempted", result: { outcome: { kind: "delivered" }, answer } },
      ...{ testEventCode: undefined, connectedAt: 0, pixelPaused: false },
    }),
});
process.stdout.write("ready\n");
await once(process.stdin, "data");
worker.start();
process.stdin.once("end", () => {
  void worker.stop().then(() => database.close());
});
