/**
 * `npm run chaos -- --seed N --kills K`: real processes on SQLite or PostgreSQL, a flood of signed webhooks, a TikTok that fails at random, kill -9 at random moments, a
 * database that breaks down and a worker that stands still. Ends with every order counted exactly once by TikTok's double, or with exit code 1 and the seed. With `--control`
 * the app has a mistake, and the run must find it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Engine } from "../app/platform/engine.ts";
import { answerHelp } from "../scripts/usage-error.ts";
import { copyWithMistake, isMistake, type MistakeName } from "./mistakes.ts";
import { run, type Verdict } from "./run.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const USAGE = `Usage: npm run chaos -- [--seed N] [--kills K] [--database sqlite|postgresql] [--control ack|lease]
  --control ack    The app acknowledges before it commits: the run must find that.
  --control lease  The app settles without looking at the lease: the run must find that.
`;

interface Plan {
  seed: number;
  kills: number;
  engine: Engine;
  control: MistakeName | undefined;
}

/** What the command line asks for, or undefined when it cannot be read. */
function planOf(args: string[]): Plan | undefined {
  const options = {
    seed: { type: "string" },
    kills: { type: "string", default: "20" },
    database: { type: "string", default: "sqlite" },
    control: { type: "string" },
  } as const;
  try {
    const { values } = parseArgs({ args, options });
    const { database: engine, control } = values;
    const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
    const kills = Number(values.kills);
    if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(kills) || kills < 1) return undefined;
    if (engine !== "sqlite" && engine !== "postgresql") return undefined;
    if (control !== undefined && !isMistake(control)) return undefined;
    return { seed, kills, engine, control };
  } catch {
    return undefined;
  }
}

/** Says what came of a run; whether every order was counted once, and the tables agree. */
function report({ seed, kills, engine }: Plan, verdict: Verdict): boolean {
  const { lost, twice, strangers, contradictions, surprises, complaints, ...counts } = verdict;
  const wrong = [...lost, ...twice, ...strangers, ...contradictions, ...surprises];
  const sizes = { lost: lost.length, twice: twice.length, strangers: strangers.length };
  const lines = {
    ...{ contradictions: contradictions.length, surprises: surprises.length, complaints: complaints.length },
  };
  process.stdout.write(`${JSON.stringify({ engine, seed, kills, ...counts, ...sizes, ...lines })}\n`);
  // A run in which hardly anything was bought shows nothing.
  const whole = counts.orders >= kills && wrong.length === 0;
  if (!whole) process.stdout.write(`${[...wrong, ...complaints].slice(0, 20).join("\n")}\n`);
  return whole;
}

/** The exit code: a control has to find something. */
async function main(plan: Plan): Promise<number> {
  const { seed, control } = plan;
  const folder = mkdtempSync(join(tmpdir(), "throughline-chaos-"));
  try {
    const root = control === undefined ? ROOT : copyWithMistake(folder, control);
    const whole = report(plan, await run({ ...plan, root, folder }));
    if (whole === (control === undefined)) return 0;
    process.stdout.write(
      control === undefined
        ? `Not every order was counted once. Repeat with --seed ${seed}\n`
        : "The mistake was not found.\n",
    );
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

answerHelp(USAGE);
const plan = planOf(process.argv.slice(2));
if (plan === undefined) process.stderr.write(USAGE);
process.exitCode = plan === undefined ? 2 : await main(plan);
