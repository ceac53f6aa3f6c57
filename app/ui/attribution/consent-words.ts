import type { ConsentGrant, ConsentRefusal } from "../../privacy/consent-policy.ts";

/** Why an order's data may go to TikTok, or may not. */
export const CONSENT_WORDS: Readonly<Record<ConsentGrant | ConsentRefusal, string>> = {
  consent_recorded: "Given: the shopper allowed marketing and sharing of data",
  consent_not_needed_here: "Not recorded, and the buyer's country does not ask for one",
  consent_refused: "Refused by the shopper",
  consent_not_recorded: "Not recorded, and your settings ask for one",
  consent_needed_here: "Not recorded, and the buyer's country asks for one",
};
