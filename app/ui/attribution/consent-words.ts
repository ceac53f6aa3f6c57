import type { Translate } from "../../locales/translate.ts";
import type { ConsentGrant, ConsentRefusal } from "../../privacy/consent-policy.ts";

/** Why an order's data may go to TikTok, or may not. */
export function consentWords(ground: ConsentGrant | ConsentRefusal, t: Translate): string {
  return t(`attribution.consent.${ground}`);
}
