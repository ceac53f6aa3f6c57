import { expect, it, vi } from "vitest";
import { createDatabaseWatch, wasTold, watched } from "../../app/platform/database-watch.ts";
import { impatient, NotInTime } from "../../app/platform/impatient-ledger.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { createLogger } from "../../app/platform/logger.server.ts";

const full = () => Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });

/** A watch whose time passes by hand, and what the log was told. */
function watchWith(isTrouble: (error: unknown) => boolean = () => true) {
  const logger = createLogger("silent");
  const told: string[] = [];
  for (const level of ["error", "info"] as const)
    vi.spyOn(logger, level).mockImplementation((fields: unknown, message?: string) => {
      told.push(`${message}: ${JSON.stringify(fields)}`);
    });
  const time = { now: 0 };
  return { watch: createDatabaseWatch(logger, isTrouble, () => time.now), told, time };
}

it("a trouble is told once with its cause, once a minute while it lasts, and once when it is over", () => {
  const { watch, told, time } = watchWith();
  for (; time.now < 90_000; time.now += 10) watch.met(full());
  time.now += 10_000;
  watch.did("write");
  watch.did("write");
  expect(told).toEqual([
    'the database is in trouble: what cannot be stored is not acknowledged: {"cause":"SQLITE_FULL: database or disk is full","failures":1,"seconds":0}',
    'the database is still in trouble: {"cause":"SQLITE_FULL: database or disk is full","failures":6001,"seconds":60}',
    'the database is well again: {"failures":9000,"seconds":100}',
  ]);
});

it("another cause is told at once, and words that change all the time do not fill the log", () => {
  const { watch, told } = watchWith();
  watch.met(full());
  watch.met(new Error("connection refused"));
  expect(told).toHaveLength(2);
  for (let port = 1; port < 1000; port++) watch.met(new Error(`refused at ${port}`));
  expect(told).toHaveLength(10);
});

it("neither reading nor a write between two failures is the end of it", () => {
  const { watch, told, time } = watchWith();
  watch.met(full());
  time.now += 1000;
  watch.did("write");
  time.now += 60_000;
  watch.did("read");
  expect(told).toHaveLength(1);
});

it("an error about the data is nobody's trouble, and is left to whoever met it", () => {
  const { watch, told } = watchWith(() => false);
  const error = new Error("UNIQUE constraint failed");
  watch.met(error);
  expect([told, wasTold(error)]).toEqual([[], false]);
});

it("a watched ledger's errors are told, and its callers know", async () => {
  const { watch, told } = watchWith();
  const error = full();
  const ledger = watched({ write: () => Promise.reject(error) } as unknown as Ledger, watch);
  await expect(ledger.write(function* () {})).rejects.toBe(error);
  expect([told.length, wasTold(error)]).toEqual([1, true]);
});

it("an impatient ledger gives up, says so once, and leaves what it asked for to end by itself", async () => {
  const { watch, told } = watchWith();
  let end: (value: number) => void = () => undefined;
  const work = new Promise<number>((resolve) => (end = resolve));
  const slow = { write: () => work, read: () => Promise.resolve(7) } as unknown as Ledger;
  const ledger = impatient(slow, watch, 1);
  await expect(ledger.write(function* () {})).rejects.toThrow(NotInTime);
  await expect(ledger.read(function* () {})).resolves.toBe(7);
  expect(told).toHaveLength(1);
  end(1);
  await expect(work).resolves.toBe(1);
});
