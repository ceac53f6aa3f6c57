import { parseArgs, type ParseArgsConfig } from "node:util";

/** A mistake of the person at the keyboard: told in one line, without a stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Splits a command line; throws UsageError with what is wrong with it. */
export function readCommandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the command line cannot be read");
  }
}

/** Prints how a command is used and ends it well, where that is what was asked for: `--help` among its words. */
export function answerHelp(usage: string): void {
  if (!process.argv.includes("--help")) return;
  process.stdout.write(usage);
  process.exit(0);
}
