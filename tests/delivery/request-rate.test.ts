import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { burstOf, createRequestRate } from "../../app/delivery/request-rate.ts";
import { HOUR, MINUTE, SECOND } from "../../app/platform/clock.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const lane = (name: number | string) => ({ shop: `shop-${name}.myshopify.com`, pixelCode: "CPIXEL" });
type LaneName = ReturnType<typeof lane>;

/** Starts as many requests as may start for these lanes, one each; the lanes that did. */
function startAll(rate: ReturnType<typeof createRequestRate>, lanes: readonly LaneName[], now: number) {
  const admitted = rate.admit(lanes, now);
  for (const one of admitted) rate.count(one, now);
  return admitted;
}

/** The most requests of any span of time, minus what its length allows beyond the burst. */
function excess(starts: readonly number[], perSecond: number): number {
  let most = -Infinity;
  for (const [first, from] of starts.entries())
    for (const [last, to] of starts.entries())
      if (last >= first)
        most = Math.max(most, last - first + 1 - burstOf(perSecond) - ((to - from) * perSecond) / SECOND);
  return most;
}

describe("a burst", () => {
  it.each([
    [200, 20],
    [50, 5],
    [10, 1],
    [1, 1],
    [1000, 100],
  ])("of %i requests a second is a tenth of a second's, and at least one", (perSecond, burst) => {
    expect(burstOf(perSecond)).toBe(burst);
  });
});

describe("the request rate", () => {
  it("lets a burst start at once, and the next when it has room again", () => {
    const rate = createRequestRate({ perSecond: 20, lanePerSecond: 20 });
    const lanes = [1, 2, 3].map(lane);
    expect(startAll(rate, lanes, NOW)).toEqual(lanes.slice(0, 2));
    expect(rate.admit(lanes, NOW)).toEqual([]);
    expect(rate.nextAt(lane(3), NOW)).toBe(NOW + 50);
    expect(rate.admit(lanes, NOW + 49)).toEqual([]);
    expect(startAll(rate, [lane(3)], NOW + 50)).toEqual([lane(3)]);
  });

  it("counts nothing by admitting: a claim may come back empty", () => {
    const rate = createRequestRate({ perSecond: 10, lanePerSecond: 10 });
    for (let look = 0; look < 5; look++) expect(rate.admit([lane(1)], NOW)).toHaveLength(1);
  });

  it("holds a lane to its own rate, and gives its turn to the next lane", () => {
    const rate = createRequestRate({ perSecond: 1000, lanePerSecond: 10 });
    expect(startAll(rate, [lane("busy")], NOW)).toHaveLength(1);
    expect(rate.nextAt(lane("busy"), NOW)).toBe(NOW + 100);
    expect(rate.nextAt(lane("other"), NOW)).toBe(NOW);
    expect(rate.admit([lane("busy"), lane("other")], NOW)).toEqual([lane("other")]);
  });

  it("knows the two pixels of a shop apart", () => {
    const rate = createRequestRate({ perSecond: 1000, lanePerSecond: 10 });
    const other = { ...lane(1), pixelCode: "COTHER" };
    rate.count(lane(1), NOW);
    expect(rate.admit([lane(1), other], NOW)).toEqual([other]);
  });

  it("does not save up what was not used", () => {
    const rate = createRequestRate({ perSecond: 100, lanePerSecond: 100 });
    rate.count(lane(1), NOW);
    const lanes = Array.from({ length: 50 }, (_, index) => lane(index));
    expect(rate.admit(lanes, NOW + HOUR)).toHaveLength(10);
  });

  it("outlives a clock that is set back by an hour", () => {
    const rate = createRequestRate({ perSecond: 10, lanePerSecond: 10 });
    rate.count(lane(1), NOW);
    expect(rate.nextAt(lane(1), NOW - HOUR)).toBe(NOW - HOUR + 100);
    expect(rate.admit([lane(1)], NOW - HOUR + 99)).toEqual([]);
    expect(rate.admit([lane(1)], NOW - HOUR + 100)).toEqual([lane(1)]);
  });

  it("still holds a busy lane after it has forgotten the quiet ones", () => {
    const rate = createRequestRate({ perSecond: 1000, lanePerSecond: 10 });
    rate.count(lane("quiet"), NOW);
    rate.count(lane("busy"), NOW + MINUTE - 10);
    rate.count(lane("another"), NOW + MINUTE);
    expect(rate.admit([lane("quiet"), lane("busy")], NOW + MINUTE)).toEqual([lane("quiet")]);
  });
});

describe("any run of requests", () => {
  const rates = fc.record({
    perSecond: fc.integer({ min: 1, max: 1000 }),
    lanePerSecond: fc.integer({ min: 1, max: 1000 }),
  });
  /** How long after the one before each look is, and which lanes want to send then. */
  const looks = fc.array(
    fc.record({
      afterMs: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 400 })),
      wanting: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 41 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it("never has more than its rate and one burst in any span of time, in all and of each lane", () => {
    fc.assert(
      fc.property(rates, looks, (limits, run) => {
        const rate = createRequestRate(limits);
        const started = new Map<string, number[]>();
        const all: number[] = [];
        let now = NOW;
        for (const { afterMs, wanting } of run) {
          now += afterMs;
          for (const { shop } of startAll(rate, wanting.map(lane), now)) {
            all.push(now);
            started.set(shop, [...(started.get(shop) ?? []), now]);
          }
        }
        expect(excess(all, limits.perSecond)).toBeLessThanOrEqual(0);
        for (const starts of started.values())
          expect(excess(starts, limits.lanePerSecond)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("leaves a lane out only for its own rate, or for that of all with those before it in line", () => {
    fc.assert(
      fc.property(rates, looks, (limits, run) => {
        const rate = createRequestRate(limits);
        let now = NOW;
        for (const { afterMs, wanting } of run) {
          now += afterMs;
          const lanes = wanting.map(lane);
          const together = rate.admit(lanes, now);
          const oneByOne = lanes.filter((one) => startAll(rate, [one], now).length === 1);
          expect(together).toEqual(oneByOne);
        }
      }),
    );
  });

  it("may go on exactly when it is said to", () => {
    fc.assert(
      fc.property(rates, looks, (limits, run) => {
        const rate = createRequestRate(limits);
        let now = NOW;
        for (const { afterMs, wanting } of run) {
          now += afterMs;
          startAll(rate, wanting.map(lane), now);
        }
        const next = rate.nextAt(lane(0), now);
        if (next > now) expect(rate.admit([lane(0)], next - 1)).toEqual([]);
        expect(rate.admit([lane(0)], next)).toHaveLength(1);
      }),
    );
  });

  it("starves no lane: of lanes that take turns and always want to, none is more than one request behind", () => {
    const hungry = fc.record({
      lanes: fc.integer({ min: 1, max: 60 }),
      perSecond: fc.integer({ min: 1, max: 300 }),
    });
    fc.assert(
      fc.property(hungry, ({ lanes: count, perSecond }) => {
        const rate = createRequestRate({ perSecond, lanePerSecond: 1000 });
        const served = new Map<string, number>();
        // As the outbox keeps them: the one that was served longest ago first.
        let line = Array.from({ length: count }, (_, index) => lane(index));
        let [now, total] = [NOW, 0];
        const end = NOW + 5 * SECOND;
        while (now <= end) {
          const admitted = startAll(rate, line, now);
          line = [...line.filter((one) => !admitted.includes(one)), ...admitted];
          for (const { shop } of admitted) served.set(shop, (served.get(shop) ?? 0) + 1);
          total += admitted.length;
          now = Math.max(now + 1, Math.min(...line.map((one) => rate.nextAt(one, now))));
        }
        const times = Array.from({ length: count }, (_, index) => served.get(lane(index).shop) ?? 0);
        expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
        // Nothing is left unused either. A look every millisecond starts each lane at most once.
        expect(total).toBeGreaterThanOrEqual(Math.min(perSecond, count * 900) * 5 - 1);
      }),
      { numRuns: 30 },
    );
  });
});
