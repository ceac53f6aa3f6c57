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
  /** Processes that ended although nobody ended them, with what they said last, and those that did not end when they were asked to. */
  surprises(): string[];
}

/** How long a process may take to end when it is asked to. */
const LONGEST_STOP_MS = 30_000;

/** Starts every process in `root` with this environment. One that ends by itself is started again, as under any supervisor, and told of. */
export function startHerd(root: string, env: Record<string, string>): Herd {
  const complaints: string[] = [];
  const surprises: string[] = [];
  /** Those that were told to end. */
  const told = new WeakSet<ChildProcess>();
  let stopping = false;

  function start(entry: readonly string[], index: number): ChildProcess {
    const child = spawn(process.execPath, [...entry], {
      ...{ cwd: root, stdio: ["ignore", "pipe", "pipe"] },
      env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env, LOG_LEVEL: "error" },
    });
    let last = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => complaints.push((last = chunk.toString().trim())));
    child.on("close", (code, signal) => {
      if (told.has(child) || stopping) return;
      surprises.push(`${entry.join(" ")} ended by itself (${signal ?? `exit code ${code}`}): ${last}`);
      children[index] = start(entry, index);
    });
    return child;
  }

  const children: ChildProcess[] = ENTRIES.map(start);
  let frozen: ChildProcess | undefined;
  let spared = false;

  async function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    told.add(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    // One that stands still hears of it when it goes on.
    child.kill("SIGCONT");
    const killer = setTimeout(() => {
      surprises.push(`a process did not end within ${LONGEST_STOP_MS} ms when it was asked to`);
      child.kill("SIGKILL");
    }, LONGEST_STOP_MS);
    await ended;
    clearTimeout(killer);
  }

  return {
    size: ENTRIES.length,
    async kill(index) {
      const [child, entry] = [children[index], ENTRIES[index]];
      // It is to come back and find that it was given up.
      if ((child !== undefined && child === frozen) || (spared && index > 0)) return;
      if (child === undefined || entry === undefined) throw new Error(`there is no process ${index}`);
      await end(child, "SIGKILL");
      children[index] = start(entry, index);
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
      stopping = true;
      await Promise.all(children.map((child) => end(child, "SIGTERM")));
    },
    complaints: () => complaints.filter((line) => line !== ""),
    surprises: () => surprises,
  };
}
