import type { Backfill } from "../../reconciliation/backfill.ts";
import {
  sumOf,
  type DayCoverage,
  type DayGap,
  type GapOrder,
  type SweepStanding,
} from "../../reconciliation/coverage.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { Formats, Moment } from "../formats.ts";
import { ratio, sentenceOf } from "./coverage-sentence.ts";
import { backfillView, type BackfillDays, type BackfillView, type CountRow } from "./backfill-view.ts";
import { classBadge, gapWords } from "./coverage-words.ts";

/** What the page is made from. */
export interface CoverageFacts {
  /** The newest first. */
  days: readonly DayCoverage[];
  /** The day that is looked at, and its orders that are not accepted. */
  chosen: { day: string; gap: DayGap; skipped: boolean } | undefined;
  sweep: SweepStanding | undefined;
  backfill: Backfill | undefined;
}

/** One day in the table. */
export interface DayRow {
  day: string;
  label: Moment;
  /** e.g. "1,204 of 1,204". */
  accepted: string;
  /** Every eligible order is accepted. */
  whole: boolean;
  waiting: string;
  stopped: string;
  missing: string;
  notEligible: string;
  /** How many orders Shopify counts; of a day that was not over when it was asked, also when that was. */
  inShopify: string;
  shown: boolean;
}

/** One order that is not accepted. */
export interface GapRow {
  orderId: string;
  name: string;
  /** Its receipt; undefined for one that is not here. */
  url?: string | undefined;
  placed?: Moment | undefined;
  badge: ReturnType<typeof classBadge>;
  why: string;
}

/** A day, order by order. */
export interface GapView {
  day: string;
  title: string;
  sentence: string;
  /** What was not eligible, by reason. */
  skipped: CountRow[];
  /** Those are among the rows. */
  skippedListed: boolean;
  rows: GapRow[];
  more: boolean;
}

/** The page. */
export interface CoveragePageView {
  number: string;
  sentence: string;
  /** The comparison with Shopify's own list. */
  sweep: { text: string; problem: boolean };
  days: DayRow[];
  gap: GapView | undefined;
  backfill: BackfillView;
  /** Something will change by itself within moments. */
  moving: boolean;
  timeZone: string;
}

/** How many days the page shows: TikTok's longest click window. */
export const DAYS_SHOWN = 28;
/** How many orders of a day are listed. */
export const GAP_LISTED = 100;

/** Shopify's orders beside TikTok's answers, day by day. */
export function coveragePageView(
  facts: CoverageFacts,
  around: BackfillDays,
  formats: Formats,
): CoveragePageView {
  const { days, chosen, sweep } = facts;
  const sum = sumOf(days);
  const backfill = backfillView(facts.backfill, around, formats);
  return {
    number: ratio(sum, formats),
    sentence: sentenceOf(sum, days.length, formats),
    sweep: sweepOf(sweep, around.now, formats),
    days: days.map((day) => dayRow(day, { shown: chosen?.day, now: around.now }, formats)),
    gap: gapOf(facts, formats),
    backfill,
    moving: backfill.run?.underWay === true || (sweep !== undefined && sweep.dueAt <= around.now),
    timeZone: formats.timeZone,
  };
}

function sweepOf(sweep: SweepStanding | undefined, now: number, formats: Formats): CoveragePageView["sweep"] {
  const { t } = formats;
  if (sweep?.endedAt === undefined) return { text: t("coverage.sweep.first"), problem: false };
  const when = t("coverage.sweep.when", { at: formats.moment(sweep.endedAt).text });
  if (sweep.problem !== undefined)
    return { text: `${t(`coverage.problem.${sweep.problem}`)} ${when}`, problem: true };
  const healed =
    sweep.healed === 0 ? t("coverage.sweep.no_healed") : t("coverage.sweep.healed", { count: sweep.healed });
  const again = sweep.dueAt <= now ? [t("coverage.sweep.again")] : [];
  return { text: [when, healed, ...again].join(" "), problem: false };
}

function dayRow(
  day: DayCoverage,
  { shown, now }: { shown: string | undefined; now: number },
  formats: Formats,
): DayRow {
  const { accepted, eligible, waiting, stopped, missing, skipped } = day;
  const skippedOrders = Object.values(skipped).reduce((sum, orders) => sum + orders, 0);
  const number = (orders: number) => (orders === 0 ? "–" : formats.number(orders));
  return {
    day: day.day,
    label: formats.day(day.startsAt),
    accepted: ratio(day, formats),
    whole: accepted === eligible,
    ...{ waiting: number(waiting), stopped: number(stopped), missing: number(missing) },
    notEligible: number(skippedOrders),
    inShopify: inShopifyWords(day, now, formats),
    shown: day.day === shown,
  };
}

/** Shopify's number is as old as the comparison; ours are of this moment. */
function inShopifyWords({ inShopify, askedAt, endsAt }: DayCoverage, now: number, formats: Formats): string {
  if (inShopify === undefined || askedAt === undefined)
    return endsAt > now ? formats.t("coverage.days.not_compared") : "–";
  const orders = formats.number(inShopify);
  if (askedAt >= endsAt) return orders;
  const time = endsAt > now ? formats.time(askedAt) : formats.shortMoment(askedAt);
  return formats.t("coverage.days.as_of", { orders, time: time.text });
}

function gapOf({ days, chosen }: CoverageFacts, formats: Formats): GapView | undefined {
  const day = days.find((one) => one.day === chosen?.day);
  if (chosen === undefined || day === undefined) return undefined;
  const { orders, more } = chosen.gap;
  return {
    day: day.day,
    title: formats.day(day.startsAt).text,
    sentence:
      day.eligible === 0
        ? formats.t("coverage.gap.none")
        : formats.t("coverage.gap.accepted", { ratio: ratio(day, formats) }),
    skipped: Object.entries(day.skipped)
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, count]) => ({
        key: reason,
        label: reasonWords(reason, formats.t),
        orders: formats.number(count),
      })),
    skippedListed: chosen.skipped,
    rows: orders.map((order) => gapRow(order, formats)),
    more,
  };
}

function gapRow(order: GapOrder, formats: Formats): GapRow {
  const { orderId, name, placedAt } = order;
  const { kind } = order.class;
  return {
    orderId,
    name: name ?? formats.t("coverage.gap.nameless", { id: orderId }),
    url: kind === "missing" ? undefined : `/app/orders/${orderId}`,
    placed: placedAt === undefined ? undefined : formats.shortMoment(placedAt),
    badge: classBadge(kind, formats.t),
    why: gapWords(order, formats.t),
  };
}
