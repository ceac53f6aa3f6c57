import type { Carrier, ClaimVerdict } from "../../attribution/attribution.ts";
import type { Translate } from "../../locales/translate.ts";
import type { StatusTone } from "../delivery/status.ts";

/** A carrier in a merchant's words: its name, and how a click id came by it. */
export interface CarrierWords {
  name: string;
  came: string;
}

/** The words for a carrier. */
export function carrierWords(carrier: Carrier, t: Translate): CarrierWords {
  return { name: t(`attribution.carrier.${carrier}.name`), came: t(`attribution.carrier.${carrier}.came`) };
}

/** What became of one carrier's word. */
export interface VerdictWords {
  label: string;
  tone?: StatusTone;
  meaning: string;
}

const TONES: Readonly<Record<ClaimVerdict, { tone?: StatusTone }>> = {
  chosen: { tone: "success" },
  agrees: {},
  older: { tone: "attention" },
  outside_window: { tone: "warning" },
  no_recorded_consent: { tone: "warning" },
  click_test: { tone: "info" },
};

/** The words for a verdict on a claim. */
export function verdictWords(verdict: ClaimVerdict, t: Translate): VerdictWords {
  return {
    label: t(`attribution.verdict.${verdict}.label`),
    ...TONES[verdict],
    meaning: t(`attribution.verdict.${verdict}.meaning`),
  };
}
