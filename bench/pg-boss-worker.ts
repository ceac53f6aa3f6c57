/** `node bench/pg-boss-worker.ts URL`: fetches fifty jobs at a time and completes them, as many batches at once as the delivery worker has connections. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { openBoss, QUEUE } from "./pg-boss-queue.ts";

const boss = openBoss(process.argv[2] ?? "");
await boss.start();
process.stdout.write("ready\n");
await once(process.stdin, "data");
let done = false;
process.stdin.once("end", () => {
  done = true;
});
await Promise.all(
  Array.from({ length: 8 }, async () => {
    while (!done) {
      const jobs = await boss.fetch(QUEUE, { batchSize: 50 });
      const ids = jobs.map(({ id }) => id);
      if (ids.length > 0) await boss.complete(QUEUE, ids);
      // Others hold what is left.
      else await sleep(5);
    }
  }),
);
await boss.stop();
