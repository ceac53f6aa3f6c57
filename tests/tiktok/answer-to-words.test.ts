/** Every way a request to TikTok can end, from what TikTok's double really answers to what a merchant reads about it. */
import { afterEach, describe, expect, it } from "vitest";
import type { AttemptResult, Outcome } from "../../app/delivery/outcome.ts";
import { nextStep, UNCLEAR_ATTEMPTS, type AttemptHistory } from "../../app/delivery/retry-policy.ts";
import { Secret } from "../../app/platform/secret.ts";
import type { OrderRecord } from "../../app/shops/shop-records.server.ts";
import { createEventsApi } from "../../app/tiktok/events-api.server.ts";
import { openTransport, type Transport } from "../../app/tiktok/transport.server.ts";
import { kindOf } from "../../app/tiktok/verdict.ts";
import { testAnswer } from "../../app/ui/connection/test-answer.ts";
import { findProblems } from "../../app/ui/home/problems.ts";
import { orderStatus } from "../../app/ui/orders/order-status.ts";
import { receiptView } from "../../app/ui/receipt/receipt-view.ts";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, PIXEL, purchase, start, TOKEN } from "../sandbox-tiktok/sender.ts";
import { attempt, delivery, formats, noBacklog, noTroubles, order, pixel } from "../ui/records.ts";
import { FAILURES, fault, FAMILIES, ROWS, STORIES, type Cause, type Ending, type Story } from "./endings.ts";

const transports: Transport[] = [];
afterEach(() => Promise.all(transports.splice(0).map((transport) => transport.close())));

const EVENTS = ["order_1", "order_2", "order_3"].map((event_id) => JSON.stringify(purchase({ event_id })));

/** Sends to the double, which was made ready for it. */
function senderTo(tiktok: TikTokDouble, deadlineMs = 5000) {
  const transport = openTransport({ baseUrl: tiktok.url, deadlineMs, connections: 4 });
  transports.push(transport);
  const send = createEventsApi(transport.post);
  return (events: readonly string[], token = TOKEN, code = PIXEL) =>
    send({ code, token: new Secret(token), testEventCode: undefined }, events);
}

async function resultOf(cause: Cause): Promise<AttemptResult> {
  const tiktok = await start();
  const { events = EVENTS.slice(0, 1), token, pixel: code, deadlineMs } = await cause(tiktok);
  return senderTo(tiktok, deadlineMs)(events, token, code);
}

const FIRST: AttemptHistory = {
  ...{ attempts: 1, ambiguousAt: undefined, batchSize: 1 },
  ...{ startedAt: NOW, placedAt: NOW - 60_000 },
};

/** The order as the database holds it after this attempt. */
function recordAfter({ outcome, answer }: AttemptResult, history: AttemptHistory): OrderRecord {
  const step = nextStep(outcome, history, NOW, 0);
  const { httpStatus = null, code = null, message = null, requestId = null } = answer;
  const ambiguous = "ambiguousAt" in step && step.ambiguousAt !== undefined;
  return order([
    delivery({
      ...{ state: step.state, reason: "reason" in step ? step.reason : null },
      ambiguousAt: ambiguous ? new Date(NOW) : null,
      attemptLog: [attempt({ outcome: outcome.kind, httpStatus, code, message, requestId })],
    }),
  ]);
}

/** Home's problem, if there is one. */
function problemAfter({ answer }: AttemptResult, { deliveries }: OrderRecord) {
  const state = deliveries[0]?.state ?? "";
  const { code = null, message = null } = answer;
  const paused = { pausedAt: new Date(NOW), pausedCode: code, pausedMessage: message };
  return findProblems(
    {
      pixels: [{ pixel: pixel(state === "paused" ? paused : {}), tokenReadable: true }],
      backlog: noBacklog,
      troubles: { ...noTroubles, stopped: [{ state, orderId: "1", orderName: "#1" }] },
      installation: null,
    },
    formats,
  )[0];
}

/** What a merchant reads of an order whose last attempt ended so. */
function wordsAfter(result: AttemptResult, record: OrderRecord) {
  const hops = receiptView(record, { connected: true }, formats).sections[0]?.hops ?? [];
  const shown = hops.find(({ key }) => key === "answers")?.attempts?.[0];
  return {
    status: orderStatus(record, true, formats).label,
    verdict: shown?.verdict.label,
    attempt: shown?.title,
    counted: hops.find(({ key }) => key === "counted")?.title,
    problem: problemAfter(result, record)?.key,
    facts: shown?.facts.map(({ label, value }) => `${label}: ${value}`) ?? [],
  };
}

function expectStory(result: AttemptResult, story: Story, title: string): void {
  const record = recordAfter(result, FIRST);
  expect(record.deliveries[0]?.state).toBe(story.state);
  const { facts: shown, ...words } = wordsAfter(result, record);
  expect(words).toEqual({
    ...{ status: story.status, verdict: story.verdict, attempt: `Attempt 1: ${title}` },
    ...{ counted: `TikTok counts ${story.counts}`, problem: story.problem },
  });
  const { code, httpStatus, message } = result.answer;
  if (code !== undefined) expect(shown).toContain(`TikTok's code: ${code}`);
  else if (httpStatus !== undefined) expect(shown).toContain(`HTTP status: ${httpStatus}`);
  if (message !== undefined) expect(shown.some((fact) => fact.endsWith(`: ${message}`))).toBe(true);
  expect(testAnswer(result, formats.t).accepted).toBe(story === STORIES.accepted);
}

describe("an answer with a code", () => {
  it.each<Ending>(ROWS)("$what: $story", async ({ story, title, cause }) => {
    const result = await resultOf(cause);
    expect(result.outcome).toEqual(STORIES[story].outcome);
    expectStory(result, STORIES[story], title);
  });

  it("is looked at for every code that means something", () => {
    const looked = new Set(ROWS.map(({ code }) => code));
    const missing = Array.from({ length: 100_000 }, (_, code) => code).filter(
      (code) =>
        kindOf(code) !== "unclear" &&
        !looked.has(code) &&
        !FAMILIES.some(({ from, to }) => code >= from && code <= to),
    );
    expect(missing).toEqual([]);
  });

  it("is never accepted for any other code, even where TikTok took the event in", async () => {
    for (const { code, story } of ROWS) {
      const { outcome } = await resultOf(fault({ kind: "code", code, taken: true }));
      expect(outcome.kind === "delivered").toBe(story === "accepted");
    }
  });
});

describe("an answer without a code, or none at all", () => {
  it.each<Ending>(FAILURES)("$what: $story", async ({ story, title, cause }) => {
    const result = await resultOf(cause);
    expect(result.outcome).toEqual(STORIES[story].outcome);
    expectStory(result, STORIES[story], title);
  });
});

describe("an answer nobody documented", () => {
  it.each([20001, 31337])(
    "that comes again and again (%i) ends with a person, who can read all of it",
    async (code) => {
      const said: Fault = code === 20001 ? { kind: "partial", refused: [0] } : { kind: "code", code };
      const result = await resultOf(fault(said));
      const record = recordAfter(result, { ...FIRST, attempts: UNCLEAR_ATTEMPTS, ambiguousAt: NOW });
      const words = wordsAfter(result, record);
      expect(words).toMatchObject({
        status: "Needs a look",
        counted: "TikTok counts 0 or 1 purchase",
        problem: "held",
      });
      if (code === 20001) expect(words.facts.join()).toMatch(/TikTok's message: .*order_in_batch/);
    },
  );
});

describe("a batch", () => {
  const eventOf = (index: number) => EVENTS[index] ?? "";
  const stepsOf = (outcome: Outcome) => nextStep(outcome, { ...FIRST, batchSize: EVENTS.length }, NOW, 0);

  it("that TikTok took a part of is sent again one by one: what it has it drops, what it lacks it gets, nothing is called delivered before", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "partial", refused: [1] });
    const send = senderTo(tiktok);
    const { outcome } = await send(EVENTS);
    expect(outcome).toEqual({ kind: "unclear" });
    expect(stepsOf(outcome)).toMatchObject({ state: "retrying", batchCap: 1, ambiguousAt: NOW });
    expect(tiktok.purchases()).toHaveLength(2);
    for (const index of EVENTS.keys()) expect((await send([eventOf(index)])).outcome.kind).toBe("delivered");
    expect(tiktok.purchases().map(({ counted }) => counted)).toEqual([1, 1, 1]);
  });

  it("that was refused for one event is taken apart, and TikTok has counted none of it", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "bad-event", index: 1, field: "event_id" });
    const { outcome } = await senderTo(tiktok)(EVENTS);
    expect(stepsOf(outcome)).toEqual({ state: "retrying", dueAt: NOW, batchCap: 2, ambiguousAt: undefined });
    expect(tiktok.purchases()).toEqual([]);
  });
});

it("the check can fail: it does not take a refusal for a success", () => {
  const refusal: AttemptResult = { outcome: { kind: "refused" }, answer: { httpStatus: 200, code: 40002 } };
  expect(() => {
    expectStory(refusal, STORIES.accepted, "TikTok accepted the event");
  }).toThrow("to be 'delivered'");
});
