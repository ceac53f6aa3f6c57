/** The real processes of an installation, killed and started again. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A web server without a worker, and two workers, on one database. */
const ENTRIES: readonly (readonly string[])[] = [
  ["app/server.ts", "--web-only"],
  ["app/worker.ts"],
  ["app/worker.ts"],
];

export interface Herd {
  /** How many processes there are. */
  size: number;
  /** Kills one with SIGKILL and starts it again; nothing is flushed, nothing is said. */
  kill(index: number): Promise<void>;
  /** Ends all of them as a deployment would, with SIGTERM. */
  stop(): Promise<void>;
  /** What they complained of: their lines of level error and above, without those about the killing itself. */
  complaints(): string[];
}

/** Starts every process in `root` with this environment. */
export function startHerd(root: string, env: Record<string, string>): Herd {
  const complaints: string[] = [];
  const start = (entry: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [...entry], {
      ...{ cwd: root, stdio: ["ignore", "pipe", "pipe"] },
      env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env, LOG_LEVEL: "error" },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => complaints.push(chunk.toString().trim()));
    return child;
  };
  const children = ENTRIES.map(start);

  async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  return {
    size: ENTRIES.length,
    async kill(index) {
      const [child, entry] = [children[index], ENTRIES[index]];
      if (child === undefined || entry === undefined) throw new Error(`there is no process ${index}`);
      await end(child, "SIGKILL");
      children[index] = start(entry);
    },
    async stop() {
      await Promise.all(children.map((child) => end(child, "SIGTERM")));
    },
    complaints: () => complaints.filter((line) => line !== ""),
  };
}
