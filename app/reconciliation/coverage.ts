import type { Figures } from "./figures.ts";

/**
 * Coverage: one day of a shop, in its own time zone, Shopify's orders beside TikTok's answers. Every order is in exactly one class:
 * - `accepted`: TikTok answered code 0 for every pixel that was to get it
 * - `skipped`: no pixel was to get it, for a reason; it is not eligible
 * - `waiting`: it goes out by itself
 * - `stopped`: it does not go out, unless a person does something
 * - `missing`: Shopify lists it, and it could not be taken over from there
 *
 * Eligible are all but the skipped ones. An order for several pixels is in the worst of their classes: stopped, waiting, accepted, skipped.
 */
export type OrderClass =
  | { kind: "accepted" }
  /** `reason` is a delivery's reason (app/ui/delivery/reasons.ts has the words). */
  | { kind: "skipped"; reason: string }
  | { kind: "waiting"; why: WaitReason }
  | { kind: "stopped"; why: StopReason; reason: string | undefined }
  | { kind: "missing"; why: string };

/** Why an order has not gone out yet. `sending` is a matter of seconds, `trying_again` of TikTok's or the network's trouble. */
export type WaitReason = "no_pixel" | "payment" | "routing" | "sending" | "trying_again";

/** Why an order does not go out. `test_mode`: TikTok accepted it with a test event code, which it shows and does not count. */
export type StopReason = "held" | "refused" | "expired" | "paused" | "test_mode";

/** How many orders of a day, or of several, are in each class. */
export interface Coverage {
  /** accepted + waiting + stopped + missing: the second number of "1,204 of 1,204". */
  eligible: number;
  accepted: number;
  waiting: number;
  stopped: number;
  missing: number;
  /** By reason. */
  skipped: Readonly<Record<string, number>>;
}

/** A day's coverage. */
export interface DayCoverage extends Coverage {
  /** YYYY-MM-DD, in the shop's time zone. */
  day: string;
  /** When it begins, and when the next one does, milliseconds since the epoch. */
  startsAt: number;
  endsAt: number;
  /** How many orders Shopify counted, and when; undefined while it was not asked, and for days before the installation, which are a backfill's. */
  inShopify: number | undefined;
  askedAt: number | undefined;
  /** What TikTok accepted of it; undefined for a day that was counted before there were figures. */
  figures: Figures | undefined;
  /** When our own side was counted. */
  countedAt: number;
}

/** One order that is not accepted, and why. */
export interface GapOrder {
  /** Digits of Shopify's order id: `/app/orders/ID` is its receipt, except for a missing one. */
  orderId: string;
  /** Undefined for a missing one. */
  name: string | undefined;
  /** Milliseconds since the epoch. */
  placedAt: number | undefined;
  class: Exclude<OrderClass, { kind: "accepted" }>;
}

/** The orders of a day that are not accepted: the missing ones, then the others, oldest first. */
export interface DayGap {
  orders: GapOrder[];
  /** There are more than are listed. */
  more: boolean;
}

/** How the comparison with Shopify's list stands. */
export interface SweepStanding {
  /** The newest change Shopify's list has shown, milliseconds since the epoch; every order that changed before has been compared. */
  watermark: number;
  /** When the last comparison ended; undefined before the first. */
  endedAt: number | undefined;
  dueAt: number;
  /** How many orders the webhooks had missed, in all. */
  healed: number;
  /** Why the last comparison did not end well. */
  problem: SweepProblem | undefined;
}

/** Why Shopify's list cannot be read at the moment; each clears itself. */
export type SweepProblem = "access_denied" | "unauthorised" | "frozen" | "unavailable" | "malformed";

/** What pages may read of one shop's coverage; the shop is the authenticated session's. */
export interface CoverageRecords {
  /** Today, in the shop's time zone, counted at this moment unless it has too many orders for that. */
  today(): Promise<DayCoverage>;
  /** The last `count` days with today, newest first, today as `today` tells it. A day that was never counted is not there. */
  days(count: number): Promise<DayCoverage[]>;
  /** The orders of a day (YYYY-MM-DD) that are not accepted. `skipped` says whether those without a right to be sent are listed too. */
  gapOf(day: string, options: { skipped: boolean; limit: number }): Promise<DayGap>;
  /** Undefined until the shop was first compared. */
  sweep(): Promise<SweepStanding | undefined>;
}

/** So many orders of one class. */
export interface ClassCount {
  class: OrderClass;
  orders: number;
}

/** The classes of a day added up. */
export function coverageOf(counts: readonly ClassCount[]): Coverage {
  const number = { accepted: 0, waiting: 0, stopped: 0, missing: 0, skipped: 0 };
  const skipped: Record<string, number> = {};
  for (const { class: one, orders } of counts) {
    number[one.kind] += orders;
    if (one.kind === "skipped") skipped[one.reason] = (skipped[one.reason] ?? 0) + orders;
  }
  const { accepted, waiting, stopped, missing } = number;
  return {
    ...{ accepted, waiting, stopped, missing, skipped },
    eligible: accepted + waiting + stopped + missing,
  };
}

/** Several days as one. */
export function sumOf(days: readonly Coverage[]): Coverage {
  const skipped: Record<string, number> = {};
  for (const day of days)
    for (const [reason, orders] of Object.entries(day.skipped))
      skipped[reason] = (skipped[reason] ?? 0) + orders;
  const sum = (name: Exclude<keyof Coverage, "skipped">) =>
    days.reduce((orders, day) => orders + day[name], 0);
  return {
    ...{ eligible: sum("eligible"), accepted: sum("accepted"), waiting: sum("waiting") },
    ...{ stopped: sum("stopped"), missing: sum("missing"), skipped },
  };
}
