import { OLDEST_PURCHASE } from "../orders/eligibility.ts";
import { DAY } from "../platform/clock.ts";
import type { ShopCalendar } from "./shop-days.ts";

/** What adding an order of the past comes to, by the rules that every order is routed by. */
export type Foreseen = { kind: "send" } | { kind: "waiting" } | { kind: "skipped"; reason: string };

/** What became of the orders of a backfill so far; of a dry run, what would. */
export interface BackfillCounts {
  /** Sent to at least one pixel. */
  send: number;
  /** Not paid yet. */
  waiting: number;
  /** Not sent, by reason (app/ui/delivery/reasons.ts has the words). */
  skipped: Readonly<Record<string, number>>;
  /** Too old for TikTok: counted, and not taken over. */
  tooOld: number;
  /** Here already: a webhook, a comparison or an earlier backfill brought it. */
  known: number;
  /** Shopify's words for it could not be read. */
  unreadable: number;
}

/** Nothing yet. */
export const NO_COUNTS: BackfillCounts = {
  ...{ send: 0, waiting: 0, skipped: {}, tooOld: 0, known: 0, unreadable: 0 },
};

/** What became of one order. */
export type OrderOutcome = Foreseen | { kind: "tooOld" | "known" | "unreadable" };

/** The counts with these orders. */
export function withOutcomes(counts: BackfillCounts, outcomes: readonly OrderOutcome[]): BackfillCounts {
  const sum = { ...counts, skipped: { ...counts.skipped } };
  for (const outcome of outcomes) {
    if (outcome.kind === "skipped") sum.skipped[outcome.reason] = (sum.skipped[outcome.reason] ?? 0) + 1;
    else sum[outcome.kind] += 1;
  }
  return sum;
}

/**
 * queued: nothing is read yet. reading: orders are read, or Shopify makes the list. The others are ends; `cancelled` by the merchant, or because the app was
 * uninstalled.
 */
export type BackfillState = "queued" | "reading" | "done" | "cancelled" | "failed";

/** Why a backfill stands still for now, or has failed. */
export type BackfillReason =
  | "access_denied"
  | "unauthorised"
  | "frozen"
  | "unavailable"
  | "malformed"
  | "throttled"
  /** Shopify makes as many lists at once as it allows. */
  | "busy"
  /** It was not asked for, and something else may have sent the orders already. */
  | "other_sender"
  /** Shopify could not make the list of the orders. */
  | "list_failed"
  | "uninstalled";

/** How the orders are read: page by page, or from a list that Shopify makes first. */
export type BackfillWay = "pages" | "bulk";

/** A backfill as pages and commands show it. Times are milliseconds since the epoch. */
export interface Backfill {
  id: number;
  source: "install" | "page" | "command";
  requestedAt: number;
  /** The orders placed from and before these moments. */
  fromAt: number;
  toAt: number;
  dryRun: boolean;
  state: BackfillState;
  /** While it is under way: why nothing has come of the last question; it is asked again. */
  reason: BackfillReason | undefined;
  way: BackfillWay | undefined;
  /** How many orders Shopify says there are; undefined while it was not asked, or has stopped counting. */
  total: number | undefined;
  seen: number;
  counts: BackfillCounts;
  /** When the first order was about to be read. */
  startedAt: number | undefined;
  endedAt: number | undefined;
}

/** Whether it has not ended. */
export function isUnderWay({ state }: Pick<Backfill, "state">): boolean {
  return state === "queued" || state === "reading";
}

/** Without `read_all_orders` Shopify shows no older order. */
export const OLDEST_SHOWN = 60 * DAY;

/** What was placed in the time before the installation, as far back as TikTok can use it. From then on the comparisons with Shopify's list miss nothing. */
export function rangeAtInstall(installedAt: number): { fromAt: number; toAt: number } {
  return { fromAt: installedAt - OLDEST_PURCHASE, toAt: installedAt };
}

/** Why days are no range for a backfill. */
export type RangeRefusal = "no_day" | "reversed" | "too_far_back" | "in_the_future";

/** What days come to: moments, up to now, or why not. */
export type BackfillRange =
  { ok: true; fromAt: number; toAt: number } | { ok: false; refusal: RangeRefusal; about: "from" | "to" };

/** The time from the beginning of one day (YYYY-MM-DD) to the end of another, in the shop's own time zone. */
export function backfillRange(
  calendar: ShopCalendar,
  days: { from: string; to: string },
  now: number,
): BackfillRange {
  const [from, to] = [calendar.named(days.from), calendar.named(days.to)];
  if (from === undefined) return { ok: false, refusal: "no_day", about: "from" };
  if (to === undefined) return { ok: false, refusal: "no_day", about: "to" };
  if (from.startsAt > now) return { ok: false, refusal: "in_the_future", about: "from" };
  if (to.startsAt < from.startsAt) return { ok: false, refusal: "reversed", about: "to" };
  if (from.endsAt <= now - OLDEST_SHOWN) return { ok: false, refusal: "too_far_back", about: "from" };
  return { ok: true, fromAt: from.startsAt, toAt: Math.min(to.endsAt, now) };
}
