/** One run: real processes, a flood of signed webhooks, a TikTok that fails, and everything killed at random. */
import { setTimeout as sleep } from "node:timers/promises";
import { composeStore } from "../app/composition.server.ts";
import { readStoreConfig } from "../app/platform/config.ts";
import type { Engine } from "../app/platform/engine.ts";
import { Secret } from "../app/platform/secret.ts";
import { freePorts } from "../sandbox/free-ports.ts";
import { startTikTok, type TikTokDouble } from "../sandbox/tiktok/tiktok.ts";
import { API_SECRET, ENCRYPTION_KEY } from "../sandbox/world.ts";
import { slowly, startFaults, USUAL_MS } from "./faults.ts";
import { startFlood, type Flood, type Shop } from "./flood.ts";
import { startHerd, type Herd } from "./herd.ts";
import { randomFrom } from "./random.ts";
import { outcome, type Outcome } from "./outcome.ts";
import { openStore, type ChaosStore } from "./store.ts";

const SHOPS: Shop[] = [1, 2, 3].map((number) => ({
  domain: `chaos-${number}.myshopify.com`,
  pixel: `CCHAOSPIXEL00000000${number}`,
  token: `a-token-for-chaos-${number}`,
}));

const START_DEADLINE_MS = 20_000;
const LONGEST_PEACE_MS = 1400;
const RECOVERY_DEADLINE_MS = 10_000;
/** How long the requests of a worker that is to stand still take, and those of the other that takes its deliveries over: below the deadline of a request (10 s). */
const SLOW_MS = 5000;
/** Leases (20 s, app/delivery/worker.server.ts) end after so long at the earliest, and a worker that stood in somebody's way may have let go by then. */
const LEASES_BEGIN_TO_END_MS = 17_000;
const TAKEN_OVER_DEADLINE_MS = 45_000;
const UNDER_WAY_DEADLINE_MS = 15_000;
const FREEZES_TRIED = 3;
const REQUESTS_UNDER_WAY = 6;
/** So many kills from one breakdown of the database, and from one frozen worker, to the next. */
const BREAKDOWN_EVERY = 12;
const FREEZE_EVERY = 50;

export interface RunOptions {
  seed: number;
  kills: number;
  engine: Engine;
  /** Where the app is. */
  root: string;
  /** For what the run writes. */
  folder: string;
}

export interface Verdict extends Outcome {
  orders: number;
  acknowledged: number;
  /** Answers 503: Shopify was asked to come again. */
  backpressure: number;
  requests: number;
  breakdowns: number;
  /** How often a worker stood still, lost its deliveries to the other, and came back while that was sending them. */
  frozen: number;
  /** Processes that ended, or did not end, by themselves. */
  surprises: string[];
  /** What the processes complained of. */
  complaints: string[];
}

export async function run({ seed, kills, engine, root, folder }: RunOptions): Promise<Verdict> {
  const random = randomFrom(seed);
  const tiktok = await startTikTok({
    ...{ port: 0, latencyMs: USUAL_MS },
    pixels: SHOPS.map(({ pixel, token }) => ({ code: pixel, accessToken: token })),
  });
  const store = await openStore(engine, folder);
  const port = await freePorts();
  const env = environment(store.url, tiktok.url, port);
  await connect(env);
  const herd = startHerd(root, env);
  const flood = startFlood(`http://127.0.0.1:${port}`, SHOPS, API_SECRET, random);
  const faults = startFaults(tiktok, { seed, pixels: SHOPS.map(({ pixel }) => pixel), random });
  try {
    const blows = await strike({ herd, flood, store, tiktok, kills, random });
    faults.end();
    await flood.end();
    const wrong = await outcome({ store, tiktok, expected: flood.expected });
    await herd.stop();
    const { expected, acknowledged, backpressure } = flood;
    const requests = tiktok.received.length;
    const counts = { orders: expected.size, acknowledged, backpressure, requests, ...blows };
    return { ...counts, ...wrong, surprises: herd.surprises(), complaints: herd.complaints() };
  } catch (error) {
    // What the processes said last may tell why.
    process.stderr.write(`${[...herd.surprises(), ...herd.complaints().slice(-5)].join("\n")}\n`);
    throw error;
  } finally {
    faults.end();
    await herd.stop();
    await tiktok.close();
    await store.close();
  }
}

function environment(databaseUrl: string, tiktok: string, port: number): Record<string, string> {
  return {
    ...{ DATABASE_URL: databaseUrl, ENCRYPTION_KEY, TIKTOK_API_BASE_URL: tiktok, PORT: String(port) },
    ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: API_SECRET, SHOPIFY_APP_URL: "https://app.example.com" },
    // Nothing may leave this machine.
    SHOPIFY_BASE_URL: "http://127.0.0.1:9",
  };
}

async function connect(env: Record<string, string>): Promise<void> {
  const store = composeStore({ ...readStoreConfig(env), logLevel: "silent" });
  for (const { domain: shop, pixel: pixelCode, token } of SHOPS)
    await store.connections.connect({
      ...{ shop, pixelCode, replaces: undefined, testEventCode: undefined },
      token: new Secret(token),
    });
  await store.close();
}

interface Striking {
  herd: Herd;
  flood: Flood;
  store: ChaosStore;
  tiktok: TikTokDouble;
  kills: number;
  random: () => number;
}

/** Kills processes at random; now and then the database breaks down, and a worker stands still for longer than its lease. */
async function strike(striking: Striking): Promise<Pick<Verdict, "breakdowns" | "frozen">> {
  const { herd, store, kills, random } = striking;
  const frozen: Promise<boolean>[] = [];
  let breakdowns = 0;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (striking.tiktok.received.length < REQUESTS_UNDER_WAY && Date.now() < deadline) await sleep(50);
  for (let killed = 1; killed <= kills; killed++) {
    if (killed % FREEZE_EVERY === 1) frozen.push(freezeUntilTakenOver(striking));
    if (killed % BREAKDOWN_EVERY === BREAKDOWN_EVERY >> 1) {
      await store.breakDown();
      breakdowns++;
    }
    // Half of the time everything has come up again, half of the time perhaps not.
    if (random() < 0.5) await moreAcknowledged(striking.flood);
    await sleep(100 + random() * LONGEST_PEACE_MS);
    await herd.kill(Math.floor(random() * herd.size));
    if (killed % 20 === 0) process.stdout.write(`${killed} of ${kills} kills\n`);
  }
  const takenOver = await Promise.all(frozen);
  return { breakdowns, frozen: takenOver.filter(Boolean).length };
}

async function moreAcknowledged(flood: Flood): Promise<void> {
  const [before, deadline] = [flood.acknowledged, Date.now() + RECOVERY_DEADLINE_MS];
  while (flood.acknowledged === before && Date.now() < deadline) await sleep(20);
}

async function freezeUntilTakenOver(striking: Striking): Promise<boolean> {
  for (let tried = 0; tried < FREEZES_TRIED; tried++) if (await freeze(striking)) return true;
  return false;
}

/** One worker stands still in the middle of its requests and comes back while the other is in the middle of the same ones: what it says then comes too late. */
async function freeze({ herd, tiktok, store }: Striking): Promise<boolean> {
  const thaw = await slowly(tiktok, SLOW_MS, async () => {
    await herd.sparing(() => bothUnderWay(store));
    return herd.freeze();
  });
  try {
    const before = await store.leases();
    // Until the other, unless it is killed, has ended what it was in the middle of: what is still under the same lease is the frozen one's.
    await herd.sparing(() => sleep(2 * SLOW_MS));
    const held = await store.leases();
    const lost = [...(before ?? [])].filter(([id, lease]) => held?.get(id) === lease);
    await sleep(LEASES_BEGIN_TO_END_MS - 2 * SLOW_MS);
    return await slowly(tiktok, SLOW_MS, () =>
      herd.sparing(async () => {
        const takenOver = lost.length > 0 && (await isTakenOver(store, lost));
        thaw();
        await sleep(SLOW_MS);
        return takenOver;
      }),
    );
  } finally {
    thaw();
  }
}

/** Until both workers have deliveries in their hands. A lease begins with the name of its worker. */
async function bothUnderWay(store: ChaosStore): Promise<void> {
  const deadline = Date.now() + UNDER_WAY_DEADLINE_MS;
  while (Date.now() < deadline) {
    const leases = (await store.leases()) ?? new Map<number, string>();
    if (new Set([...leases.values()].map((lease) => lease.split(":", 1)[0])).size > 1) return;
    await sleep(200);
  }
}

/** Until all of these deliveries have been taken over, and one at least is still in other hands. */
async function isTakenOver(store: ChaosStore, lost: readonly [number, string][]): Promise<boolean> {
  const deadline = Date.now() + TAKEN_OVER_DEADLINE_MS;
  while (Date.now() < deadline) {
    const leases = await store.leases();
    if (leases !== undefined && lost.every(([id, lease]) => leases.get(id) !== lease))
      return lost.some(([id]) => leases.has(id));
    await sleep(200);
  }
  return false;
}
