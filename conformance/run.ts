import { availableParallelism } from "node:os";
import { loadCases, type ConformanceCase } from "./cases.ts";
import { isForEveryone, judgeOwn, judgeSender, type CaseResult } from "./judge.ts";
import { asJson, asText } from "./report.ts";
import { readCommandLine, UsageError } from "../scripts/usage-error.ts";

const USAGE = `Usage:
  npm run conformance
      Runs the set against this repository's mapper.
  npm run conformance -- --sender 'COMMAND'
      Runs it against another program. COMMAND is started once per case through the shell, reads the order from stdin and prints one line of JSON.
  --only NAME      only cases with NAME in their name; may be given more than once
  --timeout N      seconds a program has for one case, 10 by default
  --json           the result as JSON
  --print          prints the cases, everything written out, one JSON object a line, and runs nothing
`;

const options = {
  sender: { type: "string" },
  only: { type: "string", multiple: true, default: [] as string[] },
  timeout: { type: "string", default: "10" },
  json: { type: "boolean", default: false },
  print: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

function commandLine(args: string[]) {
  return readCommandLine({ args, options, allowPositionals: false }).values;
}

/** Runs all cases, a few at a time, and keeps their order. */
async function judgeAll(cases: readonly ConformanceCase[], command: string, timeoutMs: number) {
  const results: CaseResult[] = [];
  const waiting = [...cases.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await judgeSender(next[1], command, timeoutMs);
      // Starting some hundred programs takes minutes.
      if (process.stderr.isTTY)
        process.stderr.write(`\r${cases.length - waiting.length} of ${cases.length} `);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

async function main(): Promise<void> {
  const { sender, only, timeout, json, print, help } = commandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const timeoutMs = Number(timeout) * 1000;
  if (!(timeoutMs > 0)) throw new UsageError("--timeout is a number of seconds");
  const named = loadCases().filter(
    ({ name }) => only.length === 0 || only.some((part) => name.includes(part)),
  );
  const cases = sender === undefined ? named : named.filter(isForEveryone);
  if (cases.length === 0) throw new UsageError("no case of this name");
  if (print) {
    for (const one of cases) process.stdout.write(`${JSON.stringify(one)}\n`);
    return;
  }
  const results = sender === undefined ? cases.map(judgeOwn) : await judgeAll(cases, sender, timeoutMs);
  const leftOut = named.length - cases.length;
  process.stdout.write(json ? asJson(results, leftOut) : asText(results, leftOut));
  if (results.some(({ verdict }) => verdict === "failed")) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
