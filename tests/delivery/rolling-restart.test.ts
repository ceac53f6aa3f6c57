import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeStore } from "../../app/composition.server.ts";
import { readStoreConfig } from "../../app/platform/config.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { environment, PIXEL, postWebhook, SHOP, TOKEN } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { newDatabaseUrl, ON_POSTGRESQL, openForTest, select } from "../platform/temporary-database.ts";
import { ensureBuild, startServerProcess, startWorkerProcess, type ServerProcess } from "./server-process.ts";

/** Starts and stops of real processes, on a busy machine. */
const PATIENCE_MS = 600_000;
/** Far longer than the balancer below takes to notice. */
const DRAIN_SECONDS = "6";
const LOOK_EVERY_MS = 50;
const SENDERS = 4;
const PAUSE_MS = 100;

beforeAll(ensureBuild, 60_000);

let databaseUrl: string;
let database: Database;
let tiktok: TikTokDouble;
beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
  tiktok = await startTikTok({ port: 0, latencyMs: 20, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
  const store = composeStore(readStoreConfig(environment(databaseUrl, tiktok.url)));
  const token = new Secret(TOKEN);
  await store.connections.connect({ shop: SHOP, pixelCode: PIXEL, token, testEventCode: undefined });
  await store.close();
  return () => tiktok.close();
});

const env = () => ({ ...environment(databaseUrl, tiktok.url), DRAIN_SECONDS, TRUSTED_PROXIES: "1" });

/** Sends each request to one of the servers that last said they are ready. It repeats nothing. */
function startBalancer() {
  const backends = new Set<{ url: string; ready: boolean }>();
  let ended = false;
  async function look(backend: { url: string; ready: boolean }): Promise<void> {
    while (!ended && backends.has(backend)) {
      backend.ready = await fetch(`${backend.url}/readyz`).then(
        async (response) => {
          await response.arrayBuffer();
          return response.ok;
        },
        () => false,
      );
      await sleep(LOOK_EVERY_MS);
    }
  }
  let turn = 0;
  return {
    async add(url: string): Promise<() => void> {
      const backend = { url, ready: false };
      backends.add(backend);
      void look(backend);
      await eventually(() => {
        expect(backend.ready).toBe(true);
      });
      return () => backends.delete(backend);
    },
    next(): string {
      const ready = [...backends].filter((backend) => backend.ready);
      return ready[turn++ % ready.length]?.url ?? "http://no-server-is-ready.invalid";
    },
    end() {
      ended = true;
    },
  };
}

/** Orders that are told of one after another; each until it is acknowledged. */
function startFlood(urlOf: () => string) {
  const flood = { acknowledged: [] as number[], failures: [] as string[] };
  let [id, ending] = [0, false];
  async function tell(one: number): Promise<void> {
    const now = new Date().toISOString();
    const times = { created_at: now, processed_at: now, updated_at: now };
    const body = order({ id: one, admin_graphql_api_id: null, ...times });
    for (;;) {
      const answer = await postWebhook(urlOf(), "orders/paid", body).then(
        async (response) => `${response.status} ${await response.text()}`,
        (error: unknown) => String((error as Error).cause ?? error),
      );
      if (answer.startsWith("200")) break;
      flood.failures.push(answer);
      await sleep(PAUSE_MS);
    }
    flood.acknowledged.push(one);
  }
  const senders = Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (!ending) {
        await tell(++id);
        await sleep(PAUSE_MS);
      }
    }),
  );
  return {
    ...{ acknowledged: flood.acknowledged, failures: flood.failures },
    /** Waits until so many more are acknowledged. */
    more: async (count: number) => {
      const enough = flood.acknowledged.length + count;
      await eventually(() => {
        expect(flood.acknowledged.length).toBeGreaterThanOrEqual(enough);
      });
    },
    async end() {
      ending = true;
      await senders;
    },
  };
}

/** Every acknowledged order is delivered, each was counted once, and no attempt was left for a lease to end. */
async function allCountedOnce(acknowledged: readonly number[]): Promise<void> {
  const expected = Object.fromEntries(acknowledged.map((id) => [`order_${id}`, 1]));
  await eventually(() => {
    const counted = tiktok.purchases().map(({ eventId, counted }) => [eventId, counted]);
    expect(Object.fromEntries(counted)).toEqual(expected);
  });
  await eventually(async () => {
    const states = await select<{ state: string }>(database, "SELECT DISTINCT state FROM delivery");
    expect(states).toEqual([{ state: "delivered" }]);
  });
  expect(await select(database, "SELECT delivery_id FROM attempt WHERE outcome = 'lost'")).toEqual([]);
}

async function stopAll(processes: readonly ServerProcess[]): Promise<void> {
  expect(await Promise.all(processes.map((one) => one.stop()))).toEqual(processes.map(() => 0));
}

describe.skipIf(!ON_POSTGRESQL)(
  "two web servers and two workers that are restarted one after another",
  () => {
    it(
      "answer every webhook, deliver every order once, and leave no lease behind",
      async () => {
        const balancer = startBalancer();
        const start = async () => {
          const web = await startServerProcess(env(), ["--web-only"]);
          return { web, leave: await balancer.add(web.url) };
        };
        const [first, second] = await Promise.all([start(), start()]);
        const workers = await Promise.all([startWorkerProcess(env()), startWorkerProcess(env())]);
        const flood = startFlood(balancer.next);
        const running: ServerProcess[] = [];
        for (const { web, leave } of [first, second]) {
          await flood.more(20);
          expect(await web.stop()).toBe(0);
          leave();
          running.push((await start()).web);
        }
        for (const worker of workers) {
          await flood.more(20);
          expect(await worker.stop()).toBe(0);
          running.push(await startWorkerProcess(env()));
        }
        await flood.more(20);
        await flood.end();
        await allCountedOnce(flood.acknowledged);
        expect(flood.failures).toEqual([]);
        balancer.end();
        await stopAll(running);
        expect(await select(database, "SELECT name FROM lease")).toEqual([]);
      },
      PATIENCE_MS,
    );
  },
);

describe.skipIf(ON_POSTGRESQL)("one process on SQLite that is stopped and started again", () => {
  it(
    "loses nothing: who is turned away meanwhile comes back, and every order counts once",
    async () => {
      const server = await startServerProcess({ ...env(), DRAIN_SECONDS: "0" });
      let { url } = server;
      const flood = startFlood(() => url);
      await flood.more(20);
      expect(await server.stop()).toBe(0);
      const again = await startServerProcess({ ...env(), DRAIN_SECONDS: "0" });
      ({ url } = again);
      await flood.more(20);
      await flood.end();
      await allCountedOnce(flood.acknowledged);
      await stopAll([again]);
    },
    PATIENCE_MS,
  );
});
