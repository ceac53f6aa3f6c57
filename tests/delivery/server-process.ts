/** The real server in a process of its own, to be killed at the worst moment. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface ServerProcess {
  url: string;
  pid: number;
  /** The lines of its log so far. */
  said(): readonly string[];
  /** Kills it with SIGKILL: nothing is flushed, nothing is said. */
  kill(): Promise<void>;
  /** Asks it to stop and returns its exit code. */
  stop(): Promise<number | null>;
}

/** Nothing may leave this machine. */
const NOWHERE = { SHOPIFY_BASE_URL: "http://127.0.0.1:9" };

const children: ChildProcess[] = [];
afterEach(() => Promise.all(children.splice(0).map((child) => ended(child, "SIGKILL"))));

/** Builds the pages the server needs, once, where nobody has yet. Throws when that fails. */
export function ensureBuild(): void {
  if (existsSync(`${ROOT}build/server/index.js`)) return;
  const cli = `${ROOT}node_modules/@remix-run/dev/dist/cli.js`;
  const { status, stderr } = spawnSync(process.execPath, [cli, "vite:build"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}

/** Starts `node app/server.ts` and waits until it listens. */
export function startServerProcess(
  env: Record<string, string>,
  options: readonly string[] = [],
): Promise<ServerProcess> {
  return start(["app/server.ts", ...options], env, "listening");
}

/** Starts `node app/worker.ts` and waits until it works. It has no address. */
export function startWorkerProcess(env: Record<string, string>): Promise<ServerProcess> {
  return start(["app/worker.ts"], env, "worker started");
}

async function start(
  entry: readonly string[],
  env: Record<string, string>,
  sign: string,
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...entry], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...NOWHERE, ...env, LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said: string[] = [];
  const port = await portAt(sign, child, said);
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid ?? NaN,
    said: () => said,
    kill: async () => {
      await ended(child, "SIGKILL");
    },
    stop: () => ended(child, "SIGTERM"),
  };
}

/** Resolves to its port, where it has one, when it gives the sign; `said` goes on being filled. */
function portAt(sign: string, child: ChildProcess, said: string[]): Promise<number | undefined> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error("the server has no output");
  const complaints: string[] = [];
  stderr.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    createInterface({ input: stdout }).on("line", (line) => {
      said.push(line);
      const { msg, port } = JSON.parse(line) as { msg?: string; port?: number };
      if (msg === sign) resolve(port);
    });
    child.once("close", () => {
      reject(new Error(`the process ended before it had started: ${complaints.join("")}`));
    });
  });
}

function ended(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill(signal);
  });
}
