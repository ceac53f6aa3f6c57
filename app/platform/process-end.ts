import { constants } from "node:os";
import type { Logger } from "./logger.server.ts";

/** The part of `process` that is used here. */
export interface EndingProcess {
  on(signal: EndSignal, listener: (signal: EndSignal) => void): unknown;
  exit(code: number): void;
}

type EndSignal = "SIGTERM" | "SIGINT";

export interface ProcessEndOptions {
  /** Ends all work in good order. */
  stop(): Promise<void>;
  /** After so long the process ends anyway. */
  boundMs: number;
  logger: Logger;
}

/**
 * Lets SIGTERM and SIGINT end the process: in good order (exit code 0); when that fails, or takes longer than its bound, anyway (1); at the second signal at once, with
 * the code a shell gives to a process that was killed by it.
 */
export function endOnSignal(options: ProcessEndOptions, ending: EndingProcess = process): void {
  const { logger } = options;
  let asked = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    ending.on(signal, () => {
      if (asked) {
        logger.warn({ signal }, "asked a second time to stop: ending at once");
        ending.exit(128 + constants.signals[signal]);
        return;
      }
      asked = true;
      logger.info({ signal }, "stopping");
      void stopWithin(options).then((code) => {
        ending.exit(code);
      });
    });
}

/** Resolves to the exit code. */
async function stopWithin({ stop, boundMs, logger }: ProcessEndOptions): Promise<0 | 1> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<1>((resolve) => {
    timer = setTimeout(() => {
      logger.error({ seconds: boundMs / 1000 }, "could not stop in time: what was under way is broken off");
      resolve(1);
    }, boundMs);
  });
  const stopped = stop().then(
    () => {
      logger.info("stopped");
      return 0 as const;
    },
    (error: unknown) => {
      logger.error({ err: error }, "stopping failed");
      return 1 as const;
    },
  );
  const code = await Promise.race([stopped, bound]);
  clearTimeout(timer);
  return code;
}
