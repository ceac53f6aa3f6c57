import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { backfillWorld, orderAgo } from "./backfill-world.ts";

const ORDERS = 50_000;
const MB = 1_000_000;
const HOUR = 3_600_000;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes that are in use. */
function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The lines of the first order of a list. */
function firstOrder(list: string): string {
  const lines = list.split("\n");
  const next = lines.findIndex((line, index) => index > 0 && !line.includes("__parentId"));
  return `${lines.slice(0, next).join("\n")}\n`;
}

it("reads a list of 50,000 orders in the memory of a few", async () => {
  const world = await backfillWorld(
    Array.from({ length: 150 }, (_, index) => orderAgo(index + 1, HOUR * (2 + index))),
  );
  // A dry run writes no order, so it is read in one go.
  await world.ask({ dryRun: true });
  let [made, ahead] = [0, 0];
  const samples: number[] = [];

  /** A list that is made while it is read. */
  const long: typeof fetch = async (input, init) => {
    const order = firstOrder(await (await world.platform.fetch(input, init)).text());
    const id = /gid:\/\/shopify\/Order\/\d+/.exec(order)?.[0] ?? "";
    const encoder = new TextEncoder();
    made = 0;
    return new Response(
      new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (made % 1000 === 0) ahead = Math.max(ahead, made - ((await world.latest())?.seen ?? 0));
            if (made % 10_000 === 0) samples.push(used());
            made += 1;
            controller.enqueue(encoder.encode(order.replaceAll(id, `gid://shopify/Order/${made}`)));
            if (made === ORDERS) controller.close();
          },
        },
        { highWaterMark: 0 },
      ),
    );
  };

  const ended = await world.finish(world.startProcess(undefined, { fetch: long }));
  expect(ended).toMatchObject({ state: "done", seen: ORDERS, counts: { send: ORDERS, known: 0 } });
  // The chunk that is being read, and what has not been asked for yet.
  expect(ahead).toBeLessThan(250);
  expect(samples).toHaveLength(5);
  expect(Math.max(...samples) - Math.min(...samples)).toBeLessThan(20 * MB);
}, 120_000);
