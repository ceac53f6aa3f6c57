/** The app's own processes, with everything they write. */
import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { ensureBuild } from "../delivery/server-process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A process starts in a second or two; on a machine with much else to do it may take far longer. */
const START_PATIENCE_MS = 90_000;

/** A line of the log. */
export type Line = Readonly<Record<string, unknown>> & { msg?: string };

export interface AppProcess {
  /** Where it is reached; of a web server only. */
  url: string;
  /** All that it has written so far, to standard output and standard error. */
  output(): string;
  /** The lines of its log so far. */
  lines(): Line[];
  /** Asks it to stop; resolves to its exit code. */
  stop(): Promise<number | null>;
  /** Ends it where it still runs. */
  kill(): Promise<unknown>;
}

/** Starts `node app/ENTRY`, and waits until it says that it is ready. */
export async function startProcess(
  entry: readonly ["server.ts", ...string[]] | readonly ["worker.ts"],
  env: Readonly<Record<string, string>>,
): Promise<AppProcess> {
  ensureBuild();
  const child = spawn(process.execPath, [`app/${entry[0]}`, ...entry.slice(1)], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [told, complained]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => told.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => complained.push(chunk));
  const lines = () => linesOf(Buffer.concat(told).toString());
  const complaints = () => Buffer.concat(complained).toString();
  const look = () => {
    const line = lines().find(({ msg }) => msg === "listening" || msg === "worker started");
    if (line === undefined && child.exitCode === null) throw new Error(`it is not ready: ${complaints()}`);
    return line;
  };
  const ready = await vi.waitFor(look, { timeout: START_PATIENCE_MS, interval: 20 });
  if (ready === undefined) throw new Error(`it ended before it was ready: ${complaints()}`);
  return {
    url: `http://127.0.0.1:${String(ready["port"])}`,
    output: () => Buffer.concat([...told, ...complained]).toString(),
    lines,
    stop: () => ended(child, "SIGTERM"),
    kill: () => ended(child, "SIGKILL"),
  };
}

/** What is written of a line may still be on its way. */
function linesOf(text: string): Line[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

function ended(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("close", resolve);
    child.kill(signal);
  });
}
