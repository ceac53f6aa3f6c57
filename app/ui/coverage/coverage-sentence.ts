import type { Coverage } from "../../reconciliation/coverage.ts";
import type { Formats } from "../formats.ts";

/** "1,204 of 1,204". */
export function ratio({ accepted, eligible }: Coverage, { t, number }: Formats): string {
  return t("coverage.summary.ratio", { accepted: number(accepted), eligible: number(eligible) });
}

/** What the numbers of some days mean. */
export function sentenceOf(
  { accepted, eligible, waiting, stopped, missing }: Coverage,
  days: number,
  { t, list }: Pick<Formats, "t" | "list">,
): string {
  if (eligible === 0) return t("coverage.summary.none");
  if (accepted === eligible) return t("coverage.summary.all", { count: days });
  const parts = [
    waiting > 0 ? t("coverage.summary.waiting", { count: waiting }) : undefined,
    stopped > 0 ? t("coverage.summary.stopped", { count: stopped }) : undefined,
    missing > 0 ? t("coverage.summary.missing", { count: missing }) : undefined,
  ].filter((part) => part !== undefined);
  return t("coverage.summary.some", { count: days, parts: list(parts) });
}
