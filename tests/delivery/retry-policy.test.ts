import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../app/delivery/outcome.ts";
import {
  backoff,
  DEDUPLICATION_WINDOW,
  EVENT_LIFETIME,
  mayAttempt,
  nextStep,
  UNCLEAR_ATTEMPTS,
  type AttemptHistory,
  type NextStep,
} from "../../app/delivery/retry-policy.ts";
import { HOUR, MINUTE, SECOND } from "../../app/platform/clock.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const FIRST: AttemptHistory = {
  attempts: 1,
  ambiguousAt: undefined,
  batchSize: 1,
  startedAt: NOW - 100,
  placedAt: NOW - MINUTE,
};
const after = (outcome: Outcome, history: Partial<AttemptHistory> = {}, now = NOW) =>
  nextStep(outcome, { ...FIRST, ...history }, now, 0);

const REFUSED_IN_TIME = { kind: "retry", fate: "not_counted" } as const;
const UNKNOWN = { kind: "retry", fate: "unknown" } as const;

describe("what follows an attempt", () => {
  it.each<[string, Outcome, Partial<AttemptHistory>, NextStep]>([
    ["success", { kind: "delivered" }, {}, { state: "delivered" }],
    [
      "a dead token",
      { kind: "unauthorised" },
      {},
      { state: "paused", reason: "reconnect_tiktok", ambiguousAt: undefined },
    ],
    [
      "a bad event",
      { kind: "refused" },
      {},
      { state: "refused", reason: "refused_by_tiktok", ambiguousAt: undefined },
    ],
    [
      "an operator's matter",
      { kind: "operator" },
      {},
      { state: "held", reason: "operator_must_act", ambiguousAt: undefined },
    ],
    ["their trouble", REFUSED_IN_TIME, {}, { state: "retrying", dueAt: NOW + 500, ambiguousAt: undefined }],
    ["silence", UNKNOWN, {}, { state: "retrying", dueAt: NOW + 500, ambiguousAt: FIRST.startedAt }],
    [
      "silence again",
      UNKNOWN,
      { ambiguousAt: NOW - HOUR, attempts: 3 },
      { state: "retrying", dueAt: NOW + 2000, ambiguousAt: NOW - HOUR },
    ],
    [
      "their trouble after silence",
      REFUSED_IN_TIME,
      { ambiguousAt: NOW - HOUR },
      { state: "retrying", dueAt: NOW + 500, ambiguousAt: NOW - HOUR },
    ],
    [
      "an unknown answer",
      { kind: "unclear" },
      {},
      { state: "retrying", dueAt: NOW + 8000, ambiguousAt: FIRST.startedAt, batchCap: 1 },
    ],
    [
      "an unknown answer for the fifth time",
      { kind: "unclear" },
      { attempts: UNCLEAR_ATTEMPTS },
      { state: "held", reason: "answer_unclear", ambiguousAt: FIRST.startedAt },
    ],
    [
      "an unknown answer for the fifth time, to many events",
      { kind: "unclear" },
      { attempts: UNCLEAR_ATTEMPTS, batchSize: 50 },
      { state: "retrying", dueAt: NOW + 128_000, ambiguousAt: FIRST.startedAt, batchCap: 1 },
    ],
    [
      "a throttle",
      { kind: "throttled" },
      {},
      { state: "retrying", dueAt: NOW + 2000, ambiguousAt: undefined },
    ],
    [
      "a throttle that says when",
      { kind: "throttled", retryAfterMs: 7000 },
      {},
      { state: "retrying", dueAt: NOW + 7000, ambiguousAt: undefined },
    ],
    [
      "a throttle that says in three days",
      { kind: "throttled", retryAfterMs: 72 * HOUR },
      {},
      { state: "retrying", dueAt: NOW + HOUR, ambiguousAt: undefined },
    ],
    [
      "a throttle that says at once",
      { kind: "throttled", retryAfterMs: 0 },
      {},
      { state: "retrying", dueAt: NOW + 2000, ambiguousAt: undefined },
    ],
    [
      "a dead token after silence",
      { kind: "unauthorised" },
      { ambiguousAt: NOW - HOUR },
      { state: "paused", reason: "reconnect_tiktok", ambiguousAt: NOW - HOUR },
    ],
  ])("%s", (_what, outcome, history, step) => {
    expect(after(outcome, history)).toEqual(step);
  });

  it("never repeats what may have been counted once TikTok has forgotten it", () => {
    const ambiguousAt = NOW - DEDUPLICATION_WINDOW + 400;
    const held = { state: "held", reason: "fate_unknown_too_long", ambiguousAt };
    expect(after(UNKNOWN, { ambiguousAt })).toEqual(held);
    expect(after(REFUSED_IN_TIME, { ambiguousAt })).toEqual(held);
    expect(after(REFUSED_IN_TIME, { ambiguousAt: ambiguousAt + 200 })).toMatchObject({ state: "retrying" });
    expect(DEDUPLICATION_WINDOW).toBe(48 * HOUR);
  });

  it("gives up what TikTok could not match any more", () => {
    const placedAt = NOW - EVENT_LIFETIME + 400;
    expect(after(REFUSED_IN_TIME, { placedAt })).toEqual({
      state: "expired",
      reason: "too_old_to_send",
      ambiguousAt: undefined,
    });
    expect(after(REFUSED_IN_TIME, { placedAt: placedAt + 200 })).toMatchObject({ state: "retrying" });
    expect(EVENT_LIFETIME).toBe(28 * 24 * HOUR);
  });
});

describe("whether a delivery may be tried", () => {
  it.each<[string, Pick<AttemptHistory, "ambiguousAt" | "placedAt">, string | undefined]>([
    ["a fresh one", { ambiguousAt: undefined, placedAt: NOW }, undefined],
    [
      "one of unknown fate, 48 h later",
      { ambiguousAt: NOW - DEDUPLICATION_WINDOW, placedAt: NOW },
      undefined,
    ],
    [
      "one of unknown fate, after that",
      { ambiguousAt: NOW - DEDUPLICATION_WINDOW - 1, placedAt: NOW },
      "fate_unknown_too_long",
    ],
    ["one of 28 days ago", { ambiguousAt: undefined, placedAt: NOW - EVENT_LIFETIME }, undefined],
    ["an older one", { ambiguousAt: undefined, placedAt: NOW - EVENT_LIFETIME - 1 }, "too_old_to_send"],
  ])("%s", (_what, history, reason) => {
    const step = mayAttempt(history, NOW);
    expect(step && "reason" in step ? step.reason : undefined).toBe(reason);
  });
});

describe("the backoff", () => {
  const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is between half a second and fifteen minutes, for any number of attempts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), randoms, (attempts, random) => {
        const delay = backoff(attempts, random);
        expect(delay).toBeGreaterThanOrEqual(SECOND / 2);
        expect(delay).toBeLessThanOrEqual(15 * MINUTE);
        expect(Number.isInteger(delay)).toBe(true);
      }),
    );
  });

  it("never shrinks for the same chance, and doubles at first", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), randoms, (attempts, random) => {
        expect(backoff(attempts + 1, random)).toBeGreaterThanOrEqual(backoff(attempts, random));
      }),
    );
    expect([1, 2, 3, 4].map((attempts) => backoff(attempts, 0))).toEqual([500, 1000, 2000, 4000]);
  });

  it("spreads what failed together", () => {
    expect(backoff(5, 0.999) / backoff(5, 0)).toBeGreaterThan(1.9);
  });
});

describe("any history", () => {
  const outcomes = fc.constantFrom<Outcome>(
    ...([
      REFUSED_IN_TIME,
      UNKNOWN,
      { kind: "throttled" },
      { kind: "unclear" },
      { kind: "throttled", retryAfterMs: 99_999_000 },
    ] as Outcome[]),
  );
  const past = (most: number) => fc.integer({ min: 0, max: most }).map((ago) => NOW - ago);

  it("is never retried beyond a deadline, and never without remembering that it may have been counted", () => {
    const histories = fc.record({
      attempts: fc.integer({ min: 1, max: 500 }),
      ambiguousAt: fc.option(past(3 * 24 * HOUR), { nil: undefined }),
      batchSize: fc.integer({ min: 1, max: 50 }),
      startedAt: past(HOUR),
      placedAt: past(40 * 24 * HOUR),
    });
    fc.assert(
      fc.property(outcomes, histories, (outcome, history) => {
        const step = nextStep(outcome, history, NOW, 0.5);
        if (step.state !== "retrying") return;
        // Only a batch that is taken apart goes on at once, and it gets smaller every time.
        if (step.dueAt === NOW) expect(step.batchCap).toBeLessThan(history.batchSize);
        expect(
          mayAttempt({ ambiguousAt: step.ambiguousAt, placedAt: history.placedAt }, step.dueAt),
        ).toBeUndefined();
        if (history.ambiguousAt !== undefined) expect(step.ambiguousAt).toBe(history.ambiguousAt);
      }),
    );
  });
});

describe("a refusal", () => {
  it("of one event ends it", () => {
    expect(after({ kind: "refused" })).toMatchObject({ state: "refused", reason: "refused_by_tiktok" });
  });

  it.each([
    [50, 25],
    [3, 2],
    [2, 1],
  ])("of %i events together sends them again at once, at most %i together", (batchSize, batchCap) => {
    expect(after({ kind: "refused" }, { batchSize })).toEqual({
      ...{ state: "retrying", dueAt: NOW, ambiguousAt: undefined, batchCap },
    });
  });
});
