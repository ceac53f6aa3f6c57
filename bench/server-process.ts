import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = new URL("..", import.meta.url).pathname;
const START_DEADLINE_MS = 30_000;
/** Linux counts the processor time of a process in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** A server as a process of its own. */
export interface ServerProcess {
  port: number;
  /** Processor time of all its threads so far, in seconds. */
  cpuSeconds(): number;
  /** Memory it holds, in megabytes (10^6 bytes). */
  residentMegabytes(): number;
  /** Ends it as a deployment would, with SIGTERM. */
  stop(): Promise<void>;
}

export interface Start {
  /** File and arguments. */
  entry: readonly string[];
  /** Its whole environment. */
  env: Readonly<Record<string, string>> & { NODE_ENV: "production" };
  /** Where its log goes. */
  folder: string;
  name: string;
}

/** Starts it with what it prints in a file, as under a supervisor, and waits until it says that it is up. Throws with its log when it does not. */
export async function startServerProcess({ entry, env, folder, name }: Start): Promise<ServerProcess> {
  const log = join(folder, `${name}.log`);
  const output = openSync(log, "a");
  const child = spawn(process.execPath, [...entry], {
    ...{ cwd: ROOT, env: { PATH: process.env["PATH"] ?? "", ...env } },
    stdio: ["ignore", output, output],
  });
  const pid = child.pid ?? NaN;
  const port = await portIn(log, () => child.exitCode !== null).catch((error: unknown) => {
    child.kill("SIGKILL");
    throw error;
  });
  return {
    port,
    cpuSeconds: () => cpuSeconds(pid),
    residentMegabytes: () => residentMegabytes(pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(killer);
    },
  };
}

async function portIn(log: string, ended: () => boolean): Promise<number> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    const text = readFileSync(log, "utf8");
    const port = /"port":(\d+)/.exec(text)?.[1];
    if (port !== undefined) return Number(port);
    if (ended() || Date.now() > deadline) throw new Error(`it did not start:\n${text}`);
    await sleep(20);
  }
}

function cpuSeconds(pid: number): number {
  // The second field, the name, may hold spaces and brackets: what follows is counted from its end (proc_pid_stat(5)).
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function residentMegabytes(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kibibytes) * 1024) / 1e6;
}
