import {
  isUnderWay,
  OLDEST_SHOWN,
  type Backfill,
  type BackfillState,
} from "../../reconciliation/backfill.ts";
import { DAY } from "../../platform/clock.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";

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

const TONES: Readonly<Record<BackfillState, { tone?: StatusTone }>> = {
  queued: { tone: "info" },
  reading: { tone: "info" },
  done: { tone: "success" },
  cancelled: {},
  failed: { tone: "critical" },
};

function runOf(backfill: Backfill, now: number, formats: Formats): BackfillRun {
  const { id, state, total, seen, dryRun, fromAt, toAt } = backfill;
  const { t } = formats;
  const range = { from: formats.day(fromAt).text, to: formats.day(toAt - 1).text };
  return {
    id,
    title: t(dryRun ? "coverage.backfill.run_dry" : "coverage.backfill.run", range),
    badge: { label: t(`coverage.backfill.state.${state}`), ...TONES[state] },
    underWay: isUnderWay(backfill),
    sentence: sentenceOf(backfill, now, formats),
    progress:
      state === "done"
        ? 100
        : total === undefined
          ? undefined
          : Math.min(100, (100 * seen) / Math.max(total, 1)),
    countsTitle: t(dryRun ? "coverage.backfill.counts_dry" : "coverage.backfill.counts"),
    counts: countRows(backfill, formats),
  };
}

function sentenceOf(backfill: Backfill, now: number, formats: Formats): string {
  const { state, reason, source, seen: count, endedAt, dryRun } = backfill;
  const { t, moment } = formats;
  const why = reason === undefined ? undefined : t(`coverage.problem.${reason}`);
  switch (state) {
    case "queued":
      return why ?? t("coverage.backfill.begins");
    case "reading":
      return why ?? paceOf(backfill, now, formats);
    case "done": {
      const what = dryRun ? "coverage.backfill.looked_at" : "coverage.backfill.read";
      const done = t(what, { count, at: moment(endedAt ?? now).text });
      return source === "install" ? `${done} ${t("coverage.backfill.by_install")}` : done;
    }
    case "cancelled":
      return [...(why === undefined ? [] : [why]), t("coverage.backfill.cancelled", { count })].join(" ");
    case "failed":
      return `${why ?? t("coverage.backfill.unfinished")} ${t("coverage.backfill.had_read", { count })}`;
  }
}

/** So many of so many, how fast, and how long it takes. */
function paceOf({ way, seen, total, startedAt }: Backfill, now: number, formats: Formats): string {
  const { t, number, duration } = formats;
  if (startedAt === undefined || seen === 0) {
    const step = way === "bulk" ? "listing" : "reading";
    return total === undefined
      ? t(`coverage.backfill.${step}`)
      : t(`coverage.backfill.${step}_counted`, { count: total });
  }
  const perSecond = seen / Math.max((now - startedAt) / 1000, 1);
  const rate = number(Math.max(1, Math.round(perSecond)));
  if (total === undefined) return t("coverage.backfill.pace", { count: seen, rate });
  const course = { seen: number(seen), total: number(total), rate };
  if (total <= seen) return t("coverage.backfill.pace_of", course);
  return t("coverage.backfill.pace_left", { ...course, left: duration((1000 * (total - seen)) / perSecond) });
}

function countRows({ counts, dryRun }: Backfill, { t, number }: Formats): CountRow[] {
  const { send, waiting, tooOld, known, unreadable } = counts;
  const rows: [string, string, number][] = [
    ["send", t(dryRun ? "coverage.backfill.fate.would_send" : "coverage.backfill.fate.sent"), send],
    ["waiting", t("coverage.backfill.fate.waiting"), waiting],
    ["known", t("coverage.backfill.fate.known"), known],
    ["tooOld", t("coverage.backfill.fate.too_old"), tooOld],
    ...Object.entries(counts.skipped)
      .toSorted(([, a], [, b]) => b - a)
      .map(([reason, orders]): [string, string, number] => [
        reason,
        t("coverage.backfill.fate.skipped", { reason: reasonWords(reason, t) }),
        orders,
      ]),
    ["unreadable", t("coverage.backfill.fate.unreadable"), unreadable],
  ];
  return rows
    .filter(([, , orders]) => orders > 0)
    .map(([key, label, orders]) => ({ key, label, orders: number(orders) }));
}
