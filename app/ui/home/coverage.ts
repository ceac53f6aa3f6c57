import { CARRIERS } from "../../attribution/attribution.ts";
import { CLICK_GAPS, clickGap } from "../../shops/click-gap.ts";
import type { CoverageGroup } from "../../shops/click-coverage.server.ts";
import { carrierWords } from "../attribution/carrier-words.ts";
import { clickGapWords } from "../attribution/gap-words.ts";
import type { Formats } from "../formats.ts";

/** The part of the orders that have something in common. */
export interface CoverageRow {
  key: string;
  label: string;
  /** What it means or what to do, where the label does not say it. */
  note?: string;
  orders: string;
  /** Of all orders in the list's whole, 0 to 1, and the same as text. */
  share: number;
  shareText: string;
}

/** How many orders came with a click id, by which way, and why the others did not. */
export interface CoverageView {
  /** There is nothing to count yet. */
  empty: boolean;
  sentence: string;
  carriers: CoverageRow[];
  paths: CoverageRow[];
  gaps: CoverageRow[];
}

const PATHS = ["cart", "buy_it_now", "unknown"] as const;

/** The coverage of the last `days` days. */
export function coverageView(groups: readonly CoverageGroup[], days: number, formats: Formats): CoverageView {
  const withClick = groups.filter(({ carrier }) => carrier !== null);
  const total = sum(groups);
  const found = sum(withClick);
  const row = rowMaker(total, formats);
  return {
    empty: total === 0,
    sentence: sentenceOf(found, total, days, formats),
    carriers: CARRIERS.flatMap((carrier) =>
      row(
        carrier,
        carrierWords(carrier, formats.t).name,
        where(groups, (group) => group.carrier === carrier),
      ),
    ),
    paths: PATHS.flatMap((path) =>
      row(
        path,
        formats.t(`home.clicks.path.${path}`),
        where(withClick, (group) => (group.path ?? "unknown") === path),
      ),
    ),
    gaps: CLICK_GAPS.flatMap((gap) => {
      const { label, meaning } = clickGapWords(gap, formats.t);
      const orders = where(groups, (group) => group.carrier === null && clickGap(group) === gap);
      return row(gap, label, orders).map((one) => ({ ...one, note: meaning }));
    }),
  };
}

function sentenceOf(found: number, total: number, days: number, { t, percent }: Formats): string {
  if (total === 0) return t("home.clicks.empty", { days });
  return t("home.clicks.sentence", { count: total, share: percent(found / total), days });
}

/** Makes no row where there is nothing to tell. */
function rowMaker(total: number, formats: Formats) {
  return (key: string, label: string, orders: number): CoverageRow[] => {
    if (orders === 0) return [];
    const share = orders / total;
    return [
      {
        key,
        label,
        orders: formats.t("frame.orders", { count: orders }),
        share,
        shareText: formats.percent(share),
      },
    ];
  };
}

function where(groups: readonly CoverageGroup[], matches: (group: CoverageGroup) => boolean): number {
  return sum(groups.filter(matches));
}

function sum(groups: readonly CoverageGroup[]): number {
  return groups.reduce((orders, group) => orders + group.orders, 0);
}
