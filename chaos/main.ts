/**
 * `npm run chaos -- --seed N --kills K`: real processes, a flood of signed webhooks, a TikTok that fails at random, and kill -9 at random moments. Ends with every order
 * counted exactly once by TikTok's double, or with exit code 1 and the seed. With `--control` the app acknowledges before it commits, and the run must find that.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { composeStore } from "../app/composition.server.ts";
import { readStoreConfig } from "../app/platform/config.ts";
import { Secret } from "../app/platform/secret.ts";
import { freePorts } from "../sandbox/free-ports.ts";
import type { Fault } from "../sandbox/tiktok/faults.ts";
import { startTikTok, type TikTokDouble } from "../sandbox/tiktok/tiktok.ts";
import { API_SECRET, ENCRYPTION_KEY } from "../sandbox/world.ts";
import { migratedDatabase } from "../tests/platform/migrated-database.ts";
import { startFlood, type Shop } from "./flood.ts";
import { startHerd, type Herd } from "./herd.ts";
import { oneOf, randomFrom } from "./random.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const USAGE = "Usage: npm run chaos -- [--seed N] [--kills K] [--control]\n";

const SHOPS: Shop[] = [1, 2, 3].map((number) => ({
  domain: `chaos-${number}.myshopify.com`,
  pixel: `CCHAOSPIXEL00000000${number}`,
  token: `a-token-for-chaos-${number}`,
}));

/** What TikTok does now and then. Nothing here refuses an event for good. */
const FAULTS: readonly Fault[] = [
  { kind: "code", code: 50000 },
  { kind: "code", code: 40100 },
  { kind: "http", status: 502 },
  { kind: "reset-before" },
  { kind: "reset-after" },
  { kind: "reset-after" },
  { kind: "hang" },
  ...SHOPS.map(({ pixel }): Fault => ({ kind: "throttle-pixel", pixel, count: 2 })),
];

/** Nothing new has arrived for so long: the longest lease is 20 seconds, and a delivery may be killed twice and asked to wait. */
const DRAIN_MS = 60_000;

interface Verdict {
  orders: number;
  acknowledged: number;
  requests: number;
  lost: string[];
  twice: string[];
  strangers: string[];
  /** What the processes complained of. */
  complaints: string[];
}

async function run(seed: number, kills: number, root: string, folder: string): Promise<Verdict> {
  const random = randomFrom(seed);
  const tiktok = await startTikTok({
    ...{ port: 0, latencyMs: 5 },
    pixels: SHOPS.map(({ pixel, token }) => ({ code: pixel, accessToken: token })),
  });
  const port = await freePorts();
  const env = environment(migratedDatabase(folder), tiktok.url, port);
  await connect(env);
  const herd = startHerd(root, env);
  const flood = startFlood(`http://127.0.0.1:${port}`, SHOPS, API_SECRET, random);
  const faults = setInterval(() => {
    if (tiktok.faults.waiting === 0) tiktok.faults.next(1, oneOf(FAULTS, random));
  }, 150);
  try {
    await killAtRandom(herd, kills, random);
    clearInterval(faults);
    tiktok.faults.clear();
    await flood.end();
    const verdict = await drained(tiktok, flood.expected);
    const { expected, acknowledged } = flood;
    const counts = { orders: expected.size, acknowledged, requests: tiktok.received.length };
    return { ...verdict, ...counts, complaints: herd.complaints() };
  } finally {
    clearInterval(faults);
    await herd.stop();
    await tiktok.close();
  }
}

function environment(database: string, tiktok: string, port: number): Record<string, string> {
  return {
    ...{ DATABASE_URL: `file:${database}`, ENCRYPTION_KEY, TIKTOK_API_BASE_URL: tiktok, PORT: String(port) },
    ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: API_SECRET, SHOPIFY_APP_URL: "https://app.example.com" },
    // Nothing may leave this machine.
    SHOPIFY_BASE_URL: "http://127.0.0.1:9",
  };
}

async function connect(env: Record<string, string>): Promise<void> {
  const store = composeStore({ ...readStoreConfig(env), logLevel: "silent" });
  for (const { domain, pixel, token } of SHOPS)
    await store.connections.connect({
      shop: domain,
      pixelCode: pixel,
      token: new Secret(token),
      testEventCode: undefined,
    });
  await store.close();
}

async function killAtRandom(herd: Herd, kills: number, random: () => number): Promise<void> {
  // Until everything is up.
  await sleep(3000);
  for (let killed = 1; killed <= kills; killed++) {
    await sleep(100 + random() * 900);
    await herd.kill(Math.floor(random() * herd.size));
    if (killed % 20 === 0) process.stdout.write(`${killed} of ${kills} kills\n`);
  }
}

/** Waits until TikTok has everything; what is missing at the end is lost. */
async function drained(
  tiktok: TikTokDouble,
  expected: ReadonlySet<string>,
): Promise<Pick<Verdict, "lost" | "twice" | "strangers">> {
  let [seen, deadline] = [tiktok.received.length, Date.now() + DRAIN_MS];
  for (;;) {
    if (tiktok.received.length > seen) [seen, deadline] = [tiktok.received.length, Date.now() + DRAIN_MS];
    const counted = new Map(tiktok.purchases().map((one) => [`${one.pixel} ${one.eventId}`, one.counted]));
    const lost = [...expected].filter((key) => (counted.get(key) ?? 0) === 0);
    if (lost.length === 0 || Date.now() > deadline) {
      const keys = [...counted.keys()];
      return {
        lost,
        twice: keys.filter((key) => (counted.get(key) ?? 0) > 1),
        strangers: keys.filter((key) => !expected.has(key)),
      };
    }
    await sleep(200);
  }
}

/** The app with one line changed: it answers first and writes a moment later. */
function copyWithMistake(folder: string): string {
  const root = join(folder, "app-with-a-mistake");
  for (const part of ["app", "build", "package.json", "prisma"])
    cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  const path = join(root, "app/ingest/webhooks.server.ts");
  const source = readFileSync(path, "utf8");
  const right = "const result = await group.submit(arrival);";
  if (!source.includes(right)) throw new Error("the line to change is not there any more");
  const wrong = `const result: ArrivalResult = "accepted"; setTimeout(() => void group.submit(arrival).catch(() => {}), 30);`;
  writeFileSync(path, source.replace(right, wrong));
  return root;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      kills: { type: "string", default: "20" },
      control: { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const kills = Number(values.kills);
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(kills)) throw new TypeError(USAGE);
  const folder = mkdtempSync(join(tmpdir(), "throughline-chaos-"));
  try {
    const verdict = await run(seed, kills, values.control ? copyWithMistake(folder) : ROOT, folder);
    const { lost, twice, strangers, complaints, ...counts } = verdict;
    const wrong = { lost: lost.length, twice: twice.length, strangers: strangers.length };
    process.stdout.write(
      `${JSON.stringify({ seed, kills, ...counts, ...wrong, complaints: complaints.length })}\n`,
    );
    // A run in which hardly anything was bought shows nothing.
    const whole = counts.orders >= kills && lost.length + twice.length + strangers.length === 0;
    if (!whole)
      process.stdout.write(`${[...lost, ...twice, ...strangers, ...complaints].slice(0, 20).join("\n")}\n`);
    if (values.control ? lost.length === 0 : !whole) {
      process.stdout.write(
        values.control
          ? "The mistake was not found.\n"
          : `Not every order was counted once. Repeat with --seed ${seed}\n`,
      );
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
