import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { hashPassword, SHORTEST_PASSWORD } from "../app/operator/password.server.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage:
  npm run -s operator -- hash
      Reads a password, at the keyboard or from standard input, and prints the line for .env that opens the operator's view (docs/operator.md).
`;

const options = { help: { type: "boolean", short: "h" } } as const;

async function main(): Promise<void> {
  const { values, positionals } = readCommandLine({
    ...{ args: process.argv.slice(2), options, allowPositionals: true },
  });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const [verb, ...rest] = positionals;
  if (verb !== "hash" || rest.length > 0) throw new UsageError("Say what to do: hash.");
  const password = await readPassword();
  if (password.length < SHORTEST_PASSWORD)
    throw new UsageError(`The password needs ${SHORTEST_PASSWORD} characters or more.`);
  process.stdout.write(`OPERATOR_PASSWORD_HASH=${await hashPassword(password)}\n`);
}

/** One line. What is typed at a terminal is not shown. */
async function readPassword(): Promise<string> {
  const isTerminal = process.stdin.isTTY;
  const nowhere = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: isTerminal });
  if (isTerminal) process.stderr.write("Password (it is not shown): ");
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write("\n");
  }
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
