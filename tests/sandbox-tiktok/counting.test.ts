import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, OTHER_PIXEL, OTHER_TOKEN, PIXEL, TOKEN, batch, post, purchase, start } from "./sender.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Gaps at every edge of the two windows, short ones, and any other. */
const gap = fc.oneof(
  fc.constantFrom(0, 1, 5 * MINUTE - 1, 5 * MINUTE, 5 * MINUTE + 1, 48 * HOUR - 1, 48 * HOUR, 48 * HOUR + 1),
  fc.constantFrom(47 * HOUR + 55 * MINUTE, 49 * HOUR, 24 * HOUR),
  fc.nat({ max: MINUTE }),
  fc.nat({ max: MINUTE }),
  fc.nat({ max: 60 * HOUR }),
);

const FAULTS: { fault: Fault | undefined; isTaken: boolean }[] = [
  { fault: undefined, isTaken: true },
  { fault: undefined, isTaken: true },
  { fault: { kind: "code", code: 50000 }, isTaken: false },
  { fault: { kind: "code", code: 50000, taken: true }, isTaken: true },
  { fault: { kind: "http", status: 502 }, isTaken: false },
  { fault: { kind: "empty" }, isTaken: true },
  { fault: { kind: "reset-before" }, isTaken: false },
  { fault: { kind: "reset-after" }, isTaken: true },
  { fault: { kind: "reset-after", taken: false }, isTaken: false },
  { fault: { kind: "partial", refused: [0] }, isTaken: false },
  { fault: { kind: "partial", refused: [1] }, isTaken: true },
];

/** One event sent in a request of its own, so long after the one before. */
const step = fc.record({
  gap,
  pixel: fc.constantFrom(PIXEL, PIXEL, PIXEL, OTHER_PIXEL),
  name: fc.constantFrom("Purchase", "Purchase", "Purchase", "CompletePayment"),
  id: fc.constantFrom("order_1", "order_1", "order_1", "order_2"),
  isTest: fc.constantFrom(false, false, false, true),
  played: fc.constantFrom(...FAULTS),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const keyOf = ({ pixel, name, id }: Step) => `${pixel} ${name} ${id}`;

interface Count {
  counted: number;
  merged: number;
  dropped: number;
}

/** What TikTok counts, thought of another way: take the first that is left, strike out all within 48 hours of it, and again. */
function modelOf(steps: readonly Step[]): Map<string, Count> {
  let at = 0;
  const arrivals = steps.map((one) => ({ ...one, at: (at += one.gap) }));
  const real = arrivals.filter(({ isTest, played }) => !isTest && played.isTaken);
  const counts = new Map<string, Count>();
  for (const [key, copies] of Map.groupBy(real, keyOf)) {
    const count = { counted: 0, merged: 0, dropped: 0 };
    let left = copies.map((copy) => copy.at);
    for (let first = left.shift(); first !== undefined; first = left.shift()) {
      const [soon, late] = [first + 5 * MINUTE, first + 48 * HOUR];
      count.counted += 1;
      count.merged += left.filter((time) => time <= soon).length;
      count.dropped += left.filter((time) => time > soon && time <= late).length;
      left = left.filter((time) => time > late);
    }
    counts.set(key, count);
  }
  return counts;
}

/** What the double has of each key: its reports, and what it said became of each copy. */
function countsOf(tiktok: TikTokDouble): Map<string, Count> {
  const fates = tiktok.received.flatMap(({ pixel, events }) =>
    events.map(({ name, eventId, fate }) => ({ key: [pixel, name, eventId].join(" "), fate })),
  );
  const having = (key: string, fate: string) =>
    fates.filter((one) => one.key === key && one.fate === fate).length;
  return new Map(
    tiktok.purchases().map(({ pixel, name, eventId, counted }) => {
      const key = [pixel, name, eventId].join(" ");
      return [key, { counted, merged: having(key, "merged"), dropped: having(key, "dropped") }];
    }),
  );
}

async function sendAll(tiktok: TikTokDouble, clock: { at: number }, steps: readonly Step[]): Promise<void> {
  for (const { gap: pause, pixel, name, id, isTest, played } of steps) {
    clock.at += pause;
    if (played.fault !== undefined) tiktok.faults.next(1, played.fault);
    const event = purchase({ event: name, event_id: id, event_time: Math.floor(clock.at / 1000) });
    const around = { event_source_id: pixel, ...(isTest && { test_event_code: "TEST1" }) };
    const token = pixel === PIXEL ? TOKEN : OTHER_TOKEN;
    // A sender's view does not matter here: TikTok's does.
    await post(tiktok, batch([event], around), { "Access-Token": token }).then(
      (response) => response.text(),
      () => undefined,
    );
  }
}

describe("what TikTok counts", () => {
  test("is what a simple model counts, for any purchases at any times, through any faults", async () => {
    const seen = { counted: 0, merged: 0, dropped: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        const clock = { at: NOW };
        const tiktok = await start({ now: () => clock.at });
        await sendAll(tiktok, clock, steps);
        const counts = countsOf(tiktok);
        expect(counts).toEqual(modelOf(steps));
        for (const { counted, countedAt } of tiktok.purchases()) expect(countedAt).toHaveLength(counted);
        for (const { counted, merged, dropped } of counts.values()) {
          if (counted > 1) seen.counted += 1;
          seen.merged += merged;
          seen.dropped += dropped;
        }
        await tiktok.close();
      }),
      { numRuns: 100 },
    );
    // Otherwise the sequences show nothing.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
  });

  test("is the same for batches as for single events", async () => {
    const ids = fc.array(fc.constantFrom("order_1", "order_2", "order_3"), { minLength: 1, maxLength: 8 });
    const tiktok = await start({ rules: { requestsPerSecond: null } });
    let run = 0;
    const property = fc.asyncProperty(ids, async (list) => {
      run += 1;
      const named = list.map((id) => `${id}_${run}`);
      const events = named.map((event_id) => purchase({ event_id, user: {} }));
      await (await post(tiktok, batch(events))).text();
      const counts = tiktok.purchases().filter(({ eventId }) => named.includes(eventId));
      expect(new Set(counts.map(({ eventId }) => eventId))).toEqual(new Set(named));
      expect(counts.every(({ counted }) => counted === 1)).toBe(true);
      expect(counts.reduce((sum, { copies }) => sum + copies, 0)).toBe(named.length);
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
