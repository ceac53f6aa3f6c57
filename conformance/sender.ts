import { spawn } from "node:child_process";
import type { Outcome } from "../scripts/outcome.ts";

/** What came of asking a program: its answer, or what went wrong in words. */
export type SenderAnswer = { ok: true; outcome: Outcome } | { ok: false; problem: string };

/** Starts a program through the shell, gives it one order body, and reads the line of JSON it prints. */
export async function askSender(command: string, body: string, timeoutMs: number): Promise<SenderAnswer> {
  const { stdout, stderr, ending } = await run(command, body, timeoutMs);
  if (ending !== undefined) return { ok: false, problem: `${ending}${quoted(stderr)}` };
  return parseAnswer(stdout);
}

interface Run {
  stdout: string;
  stderr: string;
  /** How it ended, unless it ended well. */
  ending: string | undefined;
}

function run(command: string, body: string, timeoutMs: number): Promise<Run> {
  return new Promise((resolve) => {
    // A group of its own, so that a program that hangs ends with all it started.
    const child = spawn(command, { shell: true, detached: true, stdio: "pipe" });
    const output = { stdout: "", stderr: "" };
    let ending: string | undefined;
    const timer = setTimeout(() => {
      ending = `no answer within ${timeoutMs / 1000} s`;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      // What left the group may hold the pipes open for ever.
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
    }, timeoutMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", (error) => (ending = error.message));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code !== 0) ending ??= `it ended with ${signal ?? `code ${code}`}`;
      resolve({ ...output, ending });
    });
    // A program that ends before it has read everything says so by its exit code and its answer.
    child.stdin.on("error", () => undefined);
    child.stdin.end(`${body}\n`);
  });
}

/** Reads `{"event":…}`, `{"skipped":…}`, a bare event, or a request of the Events API with one event or none. */
export function parseAnswer(stdout: string): SenderAnswer {
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  if (lines.length !== 1)
    return { ok: false, problem: `it printed ${lines.length} lines instead of one${quoted(stdout)}` };
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    return { ok: false, problem: `it printed no JSON${quoted(stdout)}` };
  }
  const outcome = readOutcome(answer);
  return outcome === undefined
    ? { ok: false, problem: `it printed neither an event nor a reason${quoted(stdout)}` }
    : { ok: true, outcome };
}

function readOutcome(answer: unknown): Outcome | undefined {
  if (!isFields(answer)) return undefined;
  const { skipped, event, data } = answer;
  if (typeof skipped === "string") return { skipped };
  if (Array.isArray(data)) {
    if (data.length === 0) return { skipped: "nothing to send" };
    return data.length === 1 && isFields(data[0]) ? { event: data[0] } : undefined;
  }
  if (isFields(event)) return { event };
  return typeof event === "string" ? { event: answer } : undefined;
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(text: string): string {
  const start = text.trim().slice(0, 200);
  return start === "" ? "" : `: ${start}`;
}
