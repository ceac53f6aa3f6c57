import { fork, type ChildProcess } from "node:child_process";
import type { Job, SenderHears, SenderSays, Sent } from "./sender.ts";

const SENDER = new URL("sender.ts", import.meta.url).pathname;

/** The load generator's process. */
export interface Load {
  /** Prepares a job; the function it resolves with sends. Rejects when the sender fails or takes longer than two minutes. */
  prepare(job: Job): Promise<() => Promise<Sent[]>>;
  stop(): void;
}

const DEADLINE_MS = 120_000;

/** Starts the load generator. */
export function startLoad(): Load {
  const child = fork(SENDER, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const tell = (message: SenderHears) => child.send(message);
  return {
    async prepare(job) {
      const ready = answerOf(child, "ready");
      tell({ kind: "prepare", job });
      await ready;
      return async () => {
        const done = answerOf(child, "done");
        tell({ kind: "go" });
        return (await done).sent;
      };
    },
    stop: () => child.kill("SIGKILL"),
  };
}

function answerOf<Kind extends SenderSays["kind"]>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<SenderSays, { kind: Kind }>> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => () => {
      reject(new Error(`the load generator ${reason}`));
    };
    const timer = setTimeout(fail("takes too long"), DEADLINE_MS);
    const ended = fail("ended");
    child.once("exit", ended).once("message", (message) => {
      clearTimeout(timer);
      child.off("exit", ended);
      if ((message as SenderSays).kind === kind) resolve(message as Extract<SenderSays, { kind: Kind }>);
      else fail("said something else")();
    });
  });
}
