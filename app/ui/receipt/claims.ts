import type { Attribution } from "../../attribution/attribution.ts";
import { carrierWords, verdictWords, type VerdictWords } from "../attribution/carrier-words.ts";
import type { Formats, Moment } from "../formats.ts";

/** What one carrier said, and what became of it. */
export interface ClaimView {
  key: string;
  carrier: string;
  verdict: Omit<VerdictWords, "meaning">;
  meaning: string;
  /** Only where it is not the chosen one. */
  clickId?: string;
  /** When the ad was clicked, where the carrier knows. */
  at?: Moment;
}

/** Every carrier's word. */
export function claimViews(claims: Attribution["claims"], formats: Formats): ClaimView[] {
  return claims.map(({ carrier, clickId, clickedAt, verdict }) => {
    const { meaning, ...badge } = verdictWords(verdict, formats.t);
    return {
      key: `${carrier} ${clickId}`,
      carrier: carrierWords(carrier, formats.t).name,
      verdict: badge,
      meaning,
      ...(verdict === "chosen" || verdict === "agrees" ? {} : { clickId }),
      ...(clickedAt === undefined ? {} : { at: formats.moment(clickedAt) }),
    };
  });
}
