import type { Translate } from "../../locales/translate.ts";
import type { ClickGap } from "../../shops/click-gap.ts";

/** Why an order has no click id: in a few words, and what it means or what to do. */
export interface GapWords {
  label: string;
  meaning: string;
}

/** The words for a reason. */
export function clickGapWords(gap: ClickGap, t: Translate): GapWords {
  return { label: t(`attribution.gap.${gap}.label`), meaning: t(`attribution.gap.${gap}.meaning`) };
}
