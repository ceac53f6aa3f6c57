import {
  isUnderWay,
  OLDEST_SHOWN,
  type Backfill,
  type BackfillState,
} from "../../reconciliation/backfill.ts";
import { DAY } from "../../platform/clock.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { StatusTone } from "../delivery/status.ts";
import { counted, type Formats } from "../formats.ts";
import { BACKFILL_REASONS } from "./coverage-words.ts";

/** One line of what became of the orders. */
export interface CountRow {
  key: string;
  label: string;
  orders: string;
}

/** The newest backfill of a shop. */
export interface BackfillRun {
  id: number;
  title: string;
  badge: { label: string; tone?: StatusTone };
  /** It may be cancelled. */
  underWay: boolean;
  sentence: string;
  /** 0 to 100; undefined while nobody knows how many there are. */
  progress?: number | undefined;
  countsTitle: string;
  counts: CountRow[];
}

/** The backfill card. `first` is the earliest day that Shopify shows, `from` and `to` what is asked for unless somebody says otherwise; all YYYY-MM-DD. */
export interface BackfillView {
  run?: BackfillRun | undefined;
  first: string;
  from: string;
  to: string;
}

/** Days of the shop that the form begins with. */
export interface BackfillDays {
  dayOf(moment: number): string;
  /** As far back as TikTok can use orders. */
  usable: number;
  now: number;
}

/** The card of a shop's newest backfill. */
export function backfillView(
  latest: Backfill | undefined,
  { dayOf, usable, now }: BackfillDays,
  formats: Formats,
): BackfillView {
  const days = { first: dayOf(now - OLDEST_SHOWN), from: dayOf(now - usable + DAY), to: dayOf(now) };
  return { run: latest && runOf(latest, now, formats), ...days };
}

const BADGES: Readonly<Record<BackfillState, BackfillRun["badge"]>> = {
  queued: { label: "Queued", tone: "info" },
  reading: { label: "Under way", tone: "info" },
  done: { label: "Done", tone: "success" },
  cancelled: { label: "Cancelled" },
  failed: { label: "Failed", tone: "critical" },
};

function runOf(backfill: Backfill, now: number, formats: Formats): BackfillRun {
  const { id, state, total, seen, dryRun, fromAt, toAt } = backfill;
  const range = `${formats.day(fromAt).text} to ${formats.day(toAt - 1).text}`;
  return {
    id,
    title: `${dryRun ? "Dry run" : "Orders"} of ${range}`,
    badge: BADGES[state],
    underWay: isUnderWay(backfill),
    sentence: sentenceOf(backfill, now, formats),
    progress:
      state === "done"
        ? 100
        : total === undefined
          ? undefined
          : Math.min(100, (100 * seen) / Math.max(total, 1)),
    countsTitle: dryRun ? "What would become of them" : "What became of them",
    counts: countRows(backfill, formats),
  };
}

function sentenceOf(backfill: Backfill, now: number, formats: Formats): string {
  const { state, reason, source, seen, endedAt, dryRun } = backfill;
  const orders = counted(seen, "order");
  switch (state) {
    case "queued":
      return reason === undefined ? "It begins within moments." : BACKFILL_REASONS[reason];
    case "reading":
      return reason === undefined ? paceOf(backfill, now, formats) : BACKFILL_REASONS[reason];
    case "done": {
      const what = dryRun ? "looked at, nothing was sent" : "read";
      const why = source === "install" ? " The app asked for it when it was installed." : "";
      return `${orders} ${what}, ${formats.moment(endedAt ?? now).text}.${why}`;
    }
    case "cancelled":
      return `${reason === undefined ? "Cancelled" : BACKFILL_REASONS[reason].replace(/\.$/, "")} after ${orders}. What was brought in until then goes on its way.`;
    case "failed":
      return `${reason === undefined ? "It could not be finished." : BACKFILL_REASONS[reason]} ${orders} had been read.`;
  }
}

/** So many of so many, how fast, and how long it takes. */
function paceOf({ way, seen, total, startedAt }: Backfill, now: number, formats: Formats): string {
  if (startedAt === undefined || seen === 0) {
    const many = total === undefined ? "the orders" : counted(total, "order");
    return way === "bulk" ? `Shopify is making a list of ${many}.` : `Reading ${many}.`;
  }
  const perSecond = seen / Math.max((now - startedAt) / 1000, 1);
  const of = total === undefined ? "" : ` of ${formats.number(total)}`;
  const pace = `${formats.number(seen)}${of} orders, ${formats.number(Math.max(1, Math.round(perSecond)))} a second`;
  if (total === undefined || total <= seen) return `${pace}.`;
  return `${pace}, about ${formats.duration((1000 * (total - seen)) / perSecond)} left.`;
}

function countRows({ counts, dryRun }: Backfill, formats: Formats): CountRow[] {
  const { send, waiting, tooOld, known, unreadable } = counts;
  const rows: [string, string, number][] = [
    ["send", dryRun ? "Would be sent to TikTok" : "Sent to TikTok, behind all new orders", send],
    ["waiting", "Wait until they are paid", waiting],
    ["known", "Were here already", known],
    ["tooOld", "Older than 28 days: TikTok cannot use them", tooOld],
    ...Object.entries(counts.skipped)
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, orders]): [string, string, number] => [
        reason,
        `Not sent: ${reasonWords(reason, formats.t)}`,
        orders,
      ]),
    ["unreadable", "Could not be read", unreadable],
  ];
  return rows
    .filter(([, , orders]) => orders > 0)
    .map(([key, label, orders]) => ({ key, label, orders: formats.number(orders) }));
}
