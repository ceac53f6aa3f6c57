import { expect, it, vi } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createServerClock } from "../../app/platform/server-clock.ts";

const SERVER = Date.UTC(2026, 10, 22, 12);

/** A clock with a server and a machine whose times the test decides. */
function clockWith(serverTime: () => Promise<number>) {
  const machine = { monotonic: 1000 };
  const logger = createLogger("silent");
  const warn = vi.spyOn(logger, "warn");
  return { machine, warn, clock: createServerClock(serverTime, logger, () => machine.monotonic) };
}

it("it is this machine's time until the server has told its own", () => {
  const { clock } = clockWith(() => Promise.resolve(SERVER));
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
});

it("it follows the server's time, half of the way there and back added, whatever this machine's clock says", async () => {
  const { clock, machine } = clockWith(() => {
    machine.monotonic += 100;
    return Promise.resolve(SERVER);
  });
  await clock.ask();
  clock.stop();
  expect(clock.now()).toBe(SERVER + 50);
  machine.monotonic += 5000;
  expect(clock.now()).toBe(SERVER + 5050);
});

it("it goes on as it was where the server does not answer, and says so", async () => {
  const serverTime = vi.fn(() => Promise.resolve(SERVER));
  const { clock, machine, warn } = clockWith(serverTime);
  await clock.ask();
  serverTime.mockRejectedValue(new Error("gone"));
  machine.monotonic += 60_000;
  await clock.ask();
  clock.stop();
  expect(clock.now()).toBe(SERVER + 60_000);
  expect(warn).toHaveBeenCalledOnce();
});

it("it asks again every minute until it is stopped", async () => {
  vi.useFakeTimers();
  try {
    const serverTime = vi.fn(() => Promise.resolve(SERVER));
    const { clock } = clockWith(serverTime);
    await clock.ask();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(serverTime).toHaveBeenCalledTimes(3);
    clock.stop();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(serverTime).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
  }
});
