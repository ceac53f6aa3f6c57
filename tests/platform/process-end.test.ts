import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import { endOnSignal } from "../../app/platform/process-end.ts";

const logger = createLogger("silent");

function processWith(stop: () => Promise<void>, boundMs = 1000) {
  const one = Object.assign(new EventEmitter(), { exit: vi.fn<(code: number) => void>() });
  endOnSignal({ stop, boundMs, logger }, one);
  return one;
}

const never = () => new Promise<void>(() => undefined);

it("a process that stopped in good order ends with 0", async () => {
  const one = processWith(() => Promise.resolve());
  one.emit("SIGTERM", "SIGTERM");
  await expect.poll(() => one.exit.mock.calls).toEqual([[0]]);
});

it("one that failed to stop ends with 1", async () => {
  const one = processWith(() => Promise.reject(new Error("the database is gone")));
  one.emit("SIGINT", "SIGINT");
  await expect.poll(() => one.exit.mock.calls).toEqual([[1]]);
});

it("one that does not stop in time ends with 1, and no sooner", async () => {
  vi.useFakeTimers();
  try {
    const one = processWith(never, 30_000);
    one.emit("SIGTERM", "SIGTERM");
    await vi.advanceTimersByTimeAsync(29_999);
    expect(one.exit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(one.exit.mock.calls).toEqual([[1]]);
  } finally {
    vi.useRealTimers();
  }
});

it.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
])("a second signal ends it at once: %s, %i", (signal, code) => {
  const one = processWith(never);
  one.emit("SIGTERM", "SIGTERM");
  expect(one.exit).not.toHaveBeenCalled();
  one.emit(signal, signal);
  expect(one.exit.mock.calls).toEqual([[code]]);
});
