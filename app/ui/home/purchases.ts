import { sumOf, type DayCoverage } from "../../reconciliation/coverage.ts";
import { ratio, sentenceOf } from "../coverage/coverage-sentence.ts";
import type { Formats } from "../formats.ts";

/** How many of the eligible orders TikTok has accepted. */
export interface PurchasesView {
  /** e.g. "12 of 12"; absent while today has none, and where there is no other day. */
  today?: string;
  /** The last weeks with today. */
  lately: string;
  /** How long that is, in words. */
  span: string;
  sentence: string;
  /** There is nothing to count yet. */
  empty: boolean;
  /** Orders are missing to the whole. */
  gap: boolean;
}

/** The coverage of some days, the newest first. */
export function purchasesView(days: readonly DayCoverage[], formats: Formats): PurchasesView {
  const sum = sumOf(days);
  const [today] = days;
  return {
    ...(today === undefined || today.eligible === 0 || days.length === 1
      ? {}
      : { today: ratio(today, formats) }),
    lately: ratio(sum, formats),
    span: formats.t("home.purchases.span", { count: days.length }),
    sentence: sentenceOf(sum, days.length, formats),
    empty: sum.eligible === 0,
    gap: sum.accepted < sum.eligible,
  };
}
