/** Fuzzes everything that others can send, for as long as you like: `npm run fuzz -- --minutes N [--seed S]`. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { landingFuzzes } from "../tests/attribution/landing-page-fuzz.ts";
import { builtRoutes } from "../tests/admin/route-map.ts";
import { startFuzzWorld } from "../tests/fuzz/fuzz-world.ts";
import { growthOf, held } from "../tests/fuzz/memory.ts";
import { formFuzz, queryFuzz } from "../tests/fuzz/page-fuzz.ts";
import { settingsFuzz } from "../tests/fuzz/settings-fuzz.ts";
import { webhookFuzz } from "../tests/fuzz/webhook-fuzz.ts";
import { startCollectFuzz } from "../tests/ingest/collect-fuzz.ts";
import { answerHelp } from "./usage-error.ts";
import type { Fuzz } from "../tests/platform/fuzz-run.ts";
import { migratedDatabase } from "../tests/platform/migrated-database.ts";

const USAGE = `Usage: npm run fuzz -- --minutes N [--seed S] [--only NAME]
  Sends changed webhooks, hints, forms, queries and settings documents to the application, and generated addresses and answers to the landing-page check, on this machine only.
  Ends with 1 at the first case that breaks a promise, or when memory grows, and prints the seed and the case, shrunk.
  --seed S     Starts with these cases instead of new ones.
  --only NAME  webhooks, collect, forms, queries, settings, addresses, urls, journeys or answers.
`;

/** Cases a round. A round of every fuzz has the same seed, so that a failure is found again at once. */
const ROUND = {
  ...{ webhooks: 60, collect: 120, forms: 50, queries: 60, settings: 50 },
  ...{ addresses: 2500, urls: 150, journeys: 80, answers: 30 },
};
type Name = keyof typeof ROUND;
const NAMES = Object.keys(ROUND) as Name[];
const PROGRESS_MS = 10_000;

interface Plan {
  minutes: number;
  seed: number;
  names: Name[];
}

/** What the command line asks for, or undefined when it cannot be read. */
function planOf(args: string[]): Plan | undefined {
  const options = {
    minutes: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    const minutes = Number(values.minutes);
    // fast-check's seeds are 32-bit.
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
    const names = NAMES.filter((name) => values.only === undefined || values.only === name);
    const good = minutes > 0 && Number.isFinite(minutes) && Number.isInteger(seed) && names.length > 0;
    return good ? { minutes, seed, names } : undefined;
  } catch {
    return undefined;
  }
}

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Round after round until time is up or a case fails; the exit code. */
async function fuzz({ minutes, seed, names }: Plan, fuzzes: Record<Name, Fuzz>): Promise<number> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const tried = new Map(names.map((name) => [name, 0]));
  const counts = () => [...tried].map(([name, runs]) => `${name} ${runs}`).join(", ");
  let told = 0;
  const looks: number[] = [];
  for (let round = seed; elapsed() < minutes * 60_000; round++) {
    for (const name of names) {
      current = { name, round };
      const { runs, failure } = await fuzzes[name]({ seed: round, runs: ROUND[name] });
      tried.set(name, (tried.get(name) ?? 0) + runs);
      if (failure !== undefined) return report(failure);
      if (elapsed() - told > PROGRESS_MS) {
        told = elapsed();
        say(`${Math.round(told / 1000)} s: ${counts()}`);
      }
    }
    looks.push(held());
    const growth = growthOf(looks);
    if (growth !== undefined) return report(growth);
  }
  say(`Nothing found in ${Math.round(elapsed() / 1000)} s: ${counts()}`);
  say(`Memory after each round, MB: ${looks.map((bytes) => Math.round(bytes / 1024 ** 2)).join(" ")}`);
  return 0;
}

/** What is being tried, for a failure that ends the process. */
let current: { name: Name; round: number } | undefined;

function report(failure: string): number {
  if (current !== undefined)
    say(`FAILED. Again: npm run fuzz -- --minutes 1 --seed ${current.round} --only ${current.name}`);
  say(failure);
  return 1;
}

async function main(): Promise<void> {
  answerHelp(USAGE);
  const plan = planOf(process.argv.slice(2));
  if (plan === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  // An error that nobody catches would end the server too: it is the worst find of all.
  process.on("uncaughtException", (error) => {
    process.exit(report(`uncaught: ${error.stack ?? error.message}`));
  });
  say(`Seed ${plan.seed}, ${plan.minutes} min: ${plan.names.join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "throughline-fuzz-"));
  const collect = await startCollectFuzz(`file:${migratedDatabase(newFolder(folder, "hints"))}`);
  const world = await startFuzzWorld(migratedDatabase(newFolder(folder, "pages")));
  const routes = await builtRoutes();
  process.exitCode = await fuzz(plan, {
    ...{ webhooks: webhookFuzz(world), collect: collect.run, settings: settingsFuzz(world) },
    ...{ forms: formFuzz(world, routes), queries: queryFuzz(world, routes) },
    ...landingFuzzes,
  });
  await Promise.all([collect.stop(), world.close()]);
  rmSync(folder, { recursive: true, force: true });
}

function newFolder(within: string, name: string): string {
  const folder = join(within, name);
  mkdirSync(folder);
  return folder;
}

await main();
