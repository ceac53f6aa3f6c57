import { destination } from "pino";

/** Where lines of the log go. */
export interface LogOutput {
  write(line: string): void;
}

/** Its file descriptor, in every process. */
const STANDARD_OUTPUT = 1;

let output: LogOutput | undefined;

/**
 * Standard output. What is written in one turn of the event loop goes out together at its end: a server that answers sixty requests in a turn would otherwise make as
 * many system calls. It is written at once when the process ends, however it does, except by a signal that lets it do nothing.
 */
export function standardOutput(): LogOutput {
  return (output ??= openOutput());
}

function openOutput(): LogOutput {
  const file = destination({ fd: STANDARD_OUTPUT, sync: true });
  let lines = "";
  let ended = false;
  const flush = () => {
    const whole = lines;
    lines = "";
    if (whole !== "") file.write(whole);
  };
  process.once("exit", () => {
    ended = true;
    flush();
  });
  return {
    write(line) {
      if (lines === "" && !ended) setImmediate(flush);
      lines += line;
      // No turn follows.
      if (ended) flush();
    },
  };
}
