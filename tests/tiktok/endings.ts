/** The ways a request to TikTok can end, how TikTok's double is made to end it so, and what is told of each. */
import type { Outcome } from "../../app/delivery/outcome.ts";
import type { DeliveryState } from "../../app/delivery/states.ts";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { batch, OTHER_PIXEL, PIXEL, purchase, send, TOKEN } from "../sandbox-tiktok/sender.ts";

/** What becomes of a delivery after its first attempt, and what a merchant sees of it. */
export interface Story {
  outcome: Outcome;
  state: DeliveryState;
  /** On Home's list and on top of the receipt. */
  status: string;
  /** At the attempt, on the receipt. */
  verdict: string;
  counts: "1 purchase" | "0 purchases" | "0 or 1 purchase";
  /** The key of Home's problem. */
  problem: string | undefined;
}

const RETRYING = { state: "retrying", status: "Retrying", problem: undefined } as const;
const COUNTED_ONCE = {
  state: "delivered",
  status: "Accepted",
  counts: "1 purchase",
  problem: undefined,
} as const;

export const STORIES = {
  accepted: { ...COUNTED_ONCE, outcome: { kind: "delivered" }, verdict: "Accepted" },
  "may have been counted": {
    ...{ ...RETRYING, outcome: { kind: "retry", fate: "unknown" }, verdict: "To be repeated" },
    counts: "0 or 1 purchase",
  },
  "was never sent": {
    ...{ ...RETRYING, outcome: { kind: "retry", fate: "not_counted" }, verdict: "To be repeated" },
    counts: "0 purchases",
  },
  "slows down": {
    ...RETRYING,
    outcome: { kind: "throttled" },
    verdict: "Slowed down",
    counts: "0 purchases",
  },
  "slows down as asked": {
    ...{ ...RETRYING, outcome: { kind: "throttled", retryAfterMs: 7000 }, verdict: "Slowed down" },
    counts: "0 purchases",
  },
  "the merchant must act": {
    ...{
      outcome: { kind: "unauthorised" },
      state: "paused",
      status: "Paused",
      verdict: "Connection refused",
    },
    ...{ counts: "0 purchases", problem: "token_refused" },
  },
  refused: {
    ...{ outcome: { kind: "refused" }, state: "refused", status: "Refused", verdict: "Refused" },
    ...{ counts: "0 purchases", problem: "refused" },
  },
  "the operator must act": {
    ...{ outcome: { kind: "operator" }, state: "held", status: "Needs a look", verdict: "Operator must act" },
    ...{ counts: "0 purchases", problem: "held" },
  },
  "not understood": {
    ...{ ...RETRYING, outcome: { kind: "unclear" }, verdict: "Not understood" },
    counts: "0 or 1 purchase",
  },
} as const satisfies Record<string, Story>;

export type StoryName = keyof typeof STORIES;

/** Makes the double ready; what it returns is sent instead of one good event. */
export type Cause = (tiktok: TikTokDouble) => Request | Promise<Request>;

interface Request {
  /** One good event, where there is nothing else. */
  events?: string[];
  token?: string;
  pixel?: string;
  deadlineMs?: number;
}

export interface Ending {
  what: string;
  /** TikTok's code; -1 where there is none. */
  code: number;
  story: StoryName;
  /** The words for the attempt, as the receipt begins them. */
  title: string;
  cause: Cause;
}

export const fault =
  (one: Fault, request: Request = {}): Cause =>
  (tiktok) => {
    tiktok.faults.next(1, one);
    return request;
  };

const TITLES: Readonly<Record<StoryName, string>> = {
  accepted: "TikTok accepted the event",
  "may have been counted": "TikTok could not take the event just now",
  "was never sent": "No answer came from TikTok",
  "slows down": "TikTok asked to slow down",
  "slows down as asked": "TikTok asked to slow down",
  "the merchant must act": "TikTok refuses this connection",
  refused: "TikTok refused the event",
  "the operator must act": "TikTok refuses this installation of the app",
  "not understood": "TikTok answered something it does not document",
};

/** Codes with words of their own. */
const OWN_TITLES: Readonly<Record<number, string>> = {
  20001: "TikTok took only a part of the request",
  40001: "TikTok does not let this token send to this pixel",
  40050: "TikTok already had this event",
  40102: "The access token has expired",
  40105: "TikTok does not know this access token",
};

/** Families of codes; their first and last are tried. */
export const FAMILIES: readonly { from: number; to: number; story: StoryName }[] = [
  { from: 51_000, to: 53_999, story: "may have been counted" },
  { from: 40_400, to: 40_499, story: "refused" },
  { from: 40_003, to: 40_015, story: "refused" },
  { from: 40_017, to: 40_019, story: "refused" },
];

const BY_STORY: Readonly<Partial<Record<StoryName, readonly number[]>>> = {
  accepted: [0, 40050],
  "not understood": [20001, -1, 1, 200, 20000, 20002, 30000, 39999, 40200, 49999, 54000, 99999],
  "slows down": [40016, 40100, 40132, 40133, 61000],
  "may have been counted": [40202, 50000, 50002, 51021, 60001],
  "the merchant must act": [40001, 40102, 40105, 40106, 40130, 40131, 40300, 40301],
  refused: [40000, 40002, 40061, 40062, 40063, 40104],
  "the operator must act": [40113, 40118, 40124, 40125, 41000],
};

function ending(story: StoryName, code: number, what: string, cause: Cause): Ending {
  return { what, code, story, title: OWN_TITLES[code] ?? TITLES[story], cause };
}

const scripted = (story: StoryName, codes: readonly number[]) =>
  codes.map((code) => ending(story, code, `code ${code}`, fault({ kind: "code", code })));

const broken = (changes: Record<string, unknown>) => ({ events: [JSON.stringify(purchase(changes))] });

/** Every code: said by the double as it is told to, and where it comes to that by itself, for what is really wrong. */
export const ROWS: readonly Ending[] = [
  ...(Object.keys(STORIES) as StoryName[]).flatMap((story) => scripted(story, BY_STORY[story] ?? [])),
  ...FAMILIES.flatMap(({ from, to, story }) => scripted(story, [from, to])),
  ending("accepted", 0, "a good event", () => ({})),
  ending("accepted", 0, "an event TikTok has already", async (tiktok) => {
    await send(tiktok, batch([purchase()]));
    return { events: [JSON.stringify(purchase())] };
  }),
  ending("the merchant must act", 40105, "a token that was revoked", (tiktok) => {
    tiktok.revoke(TOKEN);
    return {};
  }),
  ending("the merchant must act", 40105, "a token TikTok never gave out", () => ({ token: "nobody's" })),
  ending("the merchant must act", 40102, "a token that has expired", (tiktok) => {
    tiktok.expire(TOKEN);
    return {};
  }),
  ending("the merchant must act", 40001, "another pixel's token", () => ({ pixel: OTHER_PIXEL })),
  ending("refused", 40002, "a number for an id", () => broken({ event_id: 1001 })),
  ending("refused", 40062, "an e-mail that is not hashed", () => broken({ user: { email: "a@b.example" } })),
  ending("refused", 40000, "what is not JSON", () => ({ events: ["{"] })),
  ending("refused", 40061, "no event at all", () => ({ events: [] })),
  ending(
    "slows down",
    40132,
    "a pixel that TikTok slows down",
    fault({ kind: "throttle-pixel", pixel: PIXEL, count: 1 }),
  ),
  ending("not understood", 20001, "a part of the request taken", fault({ kind: "partial", refused: [0] })),
  ending("slows down as asked", 40100, "a time to wait", fault({ kind: "code", code: 40100, retryAfter: 7 })),
];

const without = (story: StoryName, what: string, cause: Cause, title = TITLES[story]): Ending => ({
  ...{ what, code: -1, story, title, cause },
});
const silent = (what: string, cause: Cause) =>
  without("may have been counted", what, cause, "No answer came from TikTok");
const SOON = { deadlineMs: 200 };
/** Everything else an HTTP exchange can come to. */
export const FAILURES: readonly Ending[] = [
  ...[500, 502, 503, 504, 520, 599, 408, 200, 201].map((status) =>
    without(
      "may have been counted",
      `a gateway's page with status ${status}`,
      fault({ kind: "http", status }),
    ),
  ),
  ...[301, 302, 307, 400, 401, 403, 404, 405].map((status) =>
    without("not understood", `a gateway's page with status ${status}`, fault({ kind: "http", status })),
  ),
  without("refused", "a gateway that finds the request too large", fault({ kind: "http", status: 413 })),
  without("refused", "a request over a megabyte", () =>
    broken({ properties: { description: "x".repeat(1_000_000) } }),
  ),
  without("slows down", "too many requests for the gateway", fault({ kind: "http", status: 429 })),
  without(
    "slows down as asked",
    "too many requests, and a time to wait",
    fault({ kind: "http", status: 429, retryAfter: 7 }),
  ),
  without("may have been counted", "an empty body", fault({ kind: "empty" })),
  without("may have been counted", "half a body", fault({ kind: "truncated" })),
  silent("a body shorter than announced", fault({ kind: "wrong-length", by: 20 })),
  without("may have been counted", "a body longer than announced", fault({ kind: "wrong-length", by: -20 })),
  silent("a reset before it was read", fault({ kind: "reset-before" })),
  silent("a reset after it was counted", fault({ kind: "reset-after" })),
  silent("a reset in the middle of the answer", fault({ kind: "reset-midway" })),
  silent("no answer", fault({ kind: "hang" }, SOON)),
  silent("an answer that stalls", fault({ kind: "stall" }, SOON)),
  silent("an answer that comes byte by byte", fault({ kind: "drip", everyMs: 100 }, SOON)),
  without("was never sent", "a server that is down", async (tiktok) => {
    await tiktok.close();
    return {};
  }),
];
