/** What costs the same however much there is, of a shop with a third of all rows: everything that its pages and the worker ask. SQLite. */
import { openDatabase } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import type { BenchResult } from "./bench.ts";
import { grownDatabase } from "./grown-database.ts";
import { partsOf, type Part } from "./growth-parts.ts";
import { percentile } from "./rounds.ts";

const FEW = 10_000;
const MANY = 10_000_000;
const ROUNDS = 60;
const WARM_UP = 3;

interface Grown {
  parts: Readonly<Record<string, Part>>;
  close(): Promise<void>;
}

/** Milliseconds of all parts at ten million rows, beside the same at ten thousand. The ratio is that of the part that grows most, of those that do the same at either size. */
export async function growth(): Promise<BenchResult> {
  const [few, many] = [await open(FEW), await open(MANY)];
  try {
    const found = await measure(few, many);
    const alike = found.filter(({ part }) => few.parts[part]?.toItsBound !== true);
    const [floor, value] = [sum(alike.map(({ few }) => few)), sum(alike.map(({ many }) => many))];
    const detail = found.flatMap(({ part, few, many }) => [
      [`${part}: few`, rounded(few)] as const,
      [`${part}: many`, rounded(many)] as const,
      [`${part}: ratio`, rounded(many / few)] as const,
    ]);
    return {
      ...{ name: "growth", value: rounded(value), unit: "ms at 10,000,000 rows", floor: rounded(floor) },
      ratio: rounded(Math.max(...alike.map(({ few, many }) => many / few))),
      detail: Object.fromEntries(detail),
    };
  } finally {
    await Promise.all([few.close(), many.close()]);
  }
}

/** In turn, so that both meet the same weather. */
async function measure(few: Grown, many: Grown) {
  const times = Object.keys(few.parts).map((part) => ({ part, few: [] as number[], many: [] as number[] }));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const { part, ...seen } of times) {
      const [less, more] = [await timed(few.parts[part]), await timed(many.parts[part])];
      if (round < 0) continue;
      seen.few.push(less);
      seen.many.push(more);
    }
  return times.map(({ part, few, many }) => ({ part, few: calm(few), many: calm(many) }));
}

async function timed(part: Part | undefined): Promise<number> {
  if (part === undefined) throw new Error("both have the same parts");
  const { before, run, after } = part;
  await before?.();
  const startedAt = performance.now();
  await run();
  const ms = performance.now() - startedAt;
  await after?.();
  return ms;
}

async function open(rows: number): Promise<Grown> {
  const { path, orders } = await grownDatabase(rows);
  const database = openDatabase(`file:${path}`, createLogger("silent"));
  return { parts: partsOf(database, orders), close: () => database.close() };
}

/** The tenth of the rounds that other work disturbed least ends here. */
function calm(times: readonly number[]): number {
  return percentile(times, 10);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rounded(number: number): number {
  return Number(number.toFixed(2));
}
