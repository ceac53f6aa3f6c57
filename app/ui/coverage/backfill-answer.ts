import type { Translate } from "../../locales/translate.ts";
import type { BackfillRange } from "../../reconciliation/backfill.ts";
import type { IntentAnswer } from "../frame/use-intent.ts";

/** What came of asking for a backfill: as for any intent, or what is wrong with the days. */
export type BackfillAnswer = IntentAnswer | { kind: "invalid"; errors: { from?: string; to?: string } };

/** Says beside the field what is wrong with it. */
export function refusedRange(
  { about, refusal }: Extract<BackfillRange, { ok: false }>,
  t: Translate,
): BackfillAnswer {
  return { kind: "invalid", errors: { [about]: t(`coverage.backfill.range.${refusal}`) } };
}
