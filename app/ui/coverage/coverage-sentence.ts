import type { Coverage } from "../../reconciliation/coverage.ts";
import { counted, type Formats } from "../formats.ts";

/** "1,204 of 1,204". */
export function ratio({ accepted, eligible }: Coverage, formats: Formats): string {
  return `${formats.number(accepted)} of ${formats.number(eligible)}`;
}

/** What the numbers of some days mean. */
export function sentenceOf(
  { accepted, eligible, waiting, stopped, missing }: Coverage,
  days: number,
): string {
  if (eligible === 0) return "No eligible order has been placed in this time.";
  if (accepted === eligible)
    return `TikTok has accepted every eligible order of the last ${counted(days, "day")}.`;
  const parts = [
    waiting > 0 ? `${counted(waiting, "waits", "wait")} and will go out` : undefined,
    stopped > 0 ? counted(stopped, "is stopped", "are stopped") : undefined,
    missing > 0 ? counted(missing, "is missing", "are missing") : undefined,
  ].filter((part) => part !== undefined);
  return `Eligible orders of the last ${counted(days, "day")} that TikTok has accepted. Of the others ${parts.join(", ")}.`;
}
