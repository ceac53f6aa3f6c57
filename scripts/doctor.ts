import { asJson, asText, isWell } from "./doctor/finding.ts";
import { examine, realSurroundings } from "./doctor/examine.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage: npm run -s doctor [-- --json]
  Looks at configuration, keys, database, shopify.app.toml, the app's address, Shopify, TikTok, clocks and the worker, and says what to do. Changes nothing, prints no secret.
  Exit code 1 when something is wrong.
`;

const options = { json: { type: "boolean", default: false }, help: { type: "boolean", short: "h" } } as const;

async function main(): Promise<void> {
  const { values } = readCommandLine({ args: process.argv.slice(2), options });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const findings = await examine(realSurroundings());
  process.stdout.write(values.json ? asJson(findings) : asText(findings));
  process.exitCode = isWell(findings) ? 0 : 1;
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
});
