import { readFileSync } from "node:fs";
import { once } from "node:events";
import { instant } from "../app/orders/json.ts";
import { readImport } from "../app/shops/settings-transfer.ts";
import { DEFAULT_SETTINGS, type Settings } from "../app/shops/settings.ts";
import { mapBody, type MappingContext } from "../app/tiktok/mapping.ts";
import { linesOf, TOO_LONG } from "./lines-of.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage: npm run -s map -- [--settings FILE] [--shop-country XX] [--now TIME] [--test] < orders
  Reads order webhook bodies, one a line, and prints for each one line of JSON: {"event":…} as the worker would send it, or {"skipped":"reason"}.
  --settings FILE     a shop's settings document; without it the defaults
  --shop-country XX   where the shop is, ISO 3166-1 alpha-2
  --now TIME          when to judge the orders, such as 2026-11-22T12:00:00Z; without it each one when it was placed
  --test              as if a test event code were set
`;

const options = {
  settings: { type: "string" },
  "shop-country": { type: "string" },
  now: { type: "string" },
  test: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function commandLine(args: string[]) {
  return readCommandLine({ args, options, allowPositionals: false }).values;
}

type Values = ReturnType<typeof commandLine>;

function contextFrom({ now, test, "shop-country": country }: Values): Omit<MappingContext, "receivedAt"> {
  if (country !== undefined && !/^[a-z]{2}$/i.test(country))
    throw new UsageError("--shop-country is two letters, such as US");
  const time = instant(now);
  if (now !== undefined && time === undefined)
    throw new UsageError("--now is a time such as 2026-11-22T12:00:00Z");
  return { now: time, shopCountry: country?.toUpperCase(), testMode: test };
}

/** Reads a settings document; throws UsageError that names every field that is wrong. */
function settingsFrom(path: string | undefined): Settings {
  if (path === undefined) return DEFAULT_SETTINGS;
  const read = readImport(readText(path));
  if (read.ok) return read.settings;
  const problems = read.problems.map(({ path: field, message }) =>
    [path, field, message].filter((part) => part !== "").join(": "),
  );
  throw new UsageError(problems.join("\n"));
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`${path}: cannot be read`);
  }
}

/** Maps what comes on stdin, at the pace of whoever reads stdout: neither is ever held whole. */
async function mapLines(map: (body: string) => Outcome): Promise<void> {
  // One write for all lines of a chunk: each line leaves at once when typed, and many of a file leave together.
  for await (const lines of linesOf(process.stdin)) {
    const printed = lines.map((line) => {
      const outcome = line === TOO_LONG ? { skipped: "unreadable", problem: "too_long" } : map(line);
      return `${JSON.stringify(outcome)}\n`;
    });
    if (!process.stdout.write(printed.join(""))) await once(process.stdout, "drain");
  }
}

async function main(): Promise<void> {
  const values = commandLine(process.argv.slice(2));
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const settings = settingsFrom(values.settings);
  const context = contextFrom(values);
  // Whoever reads may have seen enough: `| head`.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
  await mapLines((body) => {
    const receivedAt = context.now ?? Date.now();
    return outcomeOf(mapBody(body, settings, { ...context, receivedAt }));
  });
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
