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
  /** Kills one with SIGKILL, unless it is frozen or spared, and starts it again; nothing is flushed, nothing is said. */
  kill(index: number): Promise<void>;
  /** Stops a worker with SIGSTOP; what it returns lets it go on. */
  freeze(): () => void;
  /** No worker is killed meanwhile. */
  sparing<T>(work: () => Promise<T>): Promise<T>;
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
  let frozen: ChildProcess | undefined;
  let spared = false;

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
      // It is to come back and find that it was given up.
      if ((child !== undefined && child === frozen) || (spared && index > 0)) return;
      if (child === undefined || entry === undefined) throw new Error(`there is no process ${index}`);
      await end(child, "SIGKILL");
      children[index] = start(entry);
    },
    freeze() {
      const worker = children.at(-1);
      worker?.kill("SIGSTOP");
      frozen = worker;
      return () => {
        frozen = undefined;
        worker?.kill("SIGCONT");
      };
    },
    async sparing(work) {
      spared = true;
      try {
        return await work();
      } finally {
        spared = false;
      }
    },
    async stop() {
      await Promise.all(children.map((child) => end(child, "SIGTERM")));
    },
    complaints: () => complaints.filter((line) => line !== ""),
  };
}
