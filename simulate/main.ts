import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { answerHelp } from "../scripts/usage-error.ts";
import { run, type Plan } from "./run.ts";
import { isWhole, tableOf, type RunVerdict } from "./verdict.ts";

const USAGE = `Usage: npm run simulate -- [--days 7] [--shops 20] [--orders-per-day 2000] [--missed 0.3] [--duplicated 0.1] [--seed N] [--control]
  The real app and doubles of Shopify and TikTok in one process, on a clock that waits for nothing: webhooks are lost, doubled, late and out of order, TikTok is out
  for six hours, one token is dead for a day, the app is restarted three times. Ends with exit code 0 only if TikTok counted every eligible order of Shopify's list
  exactly once, and the app's own coverage says so. --control leaves the comparison with Shopify's list out, which must fail.
`;

const options = {
  days: { type: "string", default: "7" },
  shops: { type: "string", default: "20" },
  "orders-per-day": { type: "string", default: "2000" },
  missed: { type: "string", default: "0.3" },
  duplicated: { type: "string", default: "0.1" },
  seed: { type: "string" },
  control: { type: "boolean", default: false },
} as const;

/** What to simulate; undefined when the command line makes no sense. */
function planOf(args: string[]): Plan | undefined {
  try {
    const { values } = parseArgs({ args, options });
    const plan: Plan = {
      seed: Number(values.seed ?? Math.floor(Math.random() * 1e6)),
      ...{ days: Number(values.days), shops: Number(values.shops) },
      ordersPerDay: Number(values["orders-per-day"]),
      ...{ missed: Number(values.missed), duplicated: Number(values.duplicated), control: values.control },
    };
    const isShare = (share: number) => share >= 0 && share <= 1;
    const isCount = (count: number) => Number.isSafeInteger(count) && count > 0;
    const isSound =
      [plan.days, plan.shops, plan.ordersPerDay].every(isCount) &&
      [plan.missed, plan.duplicated].every(isShare) &&
      Number.isSafeInteger(plan.seed);
    return isSound ? plan : undefined;
  } catch {
    return undefined;
  }
}

function report(plan: Plan, verdict: RunVerdict, seconds: number): boolean {
  const { lost, twice, strangers, misjudged, orders, requests, healed, webhooks } = verdict;
  const sizes = {
    lost: lost.length,
    twice: twice.length,
    strangers: strangers.length,
    misjudged: misjudged.length,
  };
  const speed = { seconds: Math.round(seconds), ordersPerSecond: Math.round(verdict.orders / seconds) };
  process.stdout.write(tableOf(verdict));
  process.stdout.write(
    `${JSON.stringify({ ...plan, orders, requests, healed, webhooks, ...sizes, ...speed })}\n`,
  );
  if (isWhole(verdict)) return true;
  const wrong = [
    ...lost,
    ...twice,
    ...strangers,
    ...misjudged.map((day) => `${day}: the app says otherwise`),
  ];
  process.stdout.write(`${wrong.slice(0, 10).join("\n")}\nNot whole. Repeat with --seed ${plan.seed}\n`);
  return false;
}

/** Memory is disk enough for what is thrown away: the app waits for the disk at every commit. */
const ROOM = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

async function main(plan: Plan): Promise<number> {
  const folder = mkdtempSync(join(ROOM, "throughline-simulate-"));
  try {
    const startedAt = performance.now();
    const verdict = await run(plan, folder, (line) => process.stdout.write(`${line}\n`));
    return report(plan, verdict, (performance.now() - startedAt) / 1000) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

answerHelp(USAGE);
const plan = planOf(process.argv.slice(2));
if (plan === undefined) process.stderr.write(USAGE);
process.exitCode = plan === undefined ? 2 : await main(plan);
