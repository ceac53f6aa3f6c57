import { parseArgs } from "node:util";
import { clickThrough, describeRun } from "./once.ts";
import { freePorts } from "./free-ports.ts";
import { startSandbox } from "./sandbox.ts";

const USAGE = `Usage: npm run sandbox -- [--once [--json]] [--port N]
  --once   click the ad, buy, and wait for TikTok's answer without a person; exits 0 only if the Purchase arrived whole
  --json   with --once: print one JSON object
  --port   first of five consecutive ports (4400; with --once any that are free)
`;

const { values } = parseArgs({
  options: {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    port: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

/** Stays up until it is told to stop. */
async function stayUp(firstPort: number): Promise<void> {
  const sandbox = await startSandbox(firstPort).catch((error: unknown) => {
    if (!isPortTaken(error)) throw error;
    process.stderr.write(
      `A port from ${firstPort} to ${firstPort + 4} is taken. Choose others with --port N.\n`,
    );
    process.exit(1);
  });
  process.stdout.write(`\nThe sandbox is ready: ${sandbox.addresses.console}\nStop it with Ctrl-C.\n`);
  const stop = () => {
    void sandbox.stop().then(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** Runs the line once and says what happened. */
async function runOnce(firstPort: number, asJson: boolean): Promise<void> {
  const sandbox = await startSandbox(firstPort);
  try {
    const result = await clickThrough(sandbox);
    process.stdout.write(asJson ? `${JSON.stringify(result)}\n` : describeRun(result));
    process.exitCode = result.ok ? 0 : 1;
  } finally {
    await sandbox.stop();
  }
}

const firstPort = Number(values.port ?? (values.once ? await freePorts() : 4400));
if (values.help || !Number.isInteger(firstPort) || firstPort < 1024 || firstPort > 65_530) {
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else if (values.once) await runOnce(firstPort, values.json);
else await stayUp(firstPort);
