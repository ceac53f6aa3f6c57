/** What the shopper allowed, as the storefront recorded it with the click or the checkout; undefined when nothing was recorded. */
export type RecordedConsent = "granted" | "refused" | undefined;

/**
 * How the merchant wants consent to decide.
 * - regional: Shopify's recorded verdict counts; without one, the buyer's country decides
 * - strict: without a recorded consent nothing is sent
 */
export type ConsentPolicy = "regional" | "strict";

/** Why an order's data may not go to TikTok. */
export type ConsentRefusal = "consent_refused" | "consent_not_recorded" | "consent_needed_here";

/** Why it may. */
export type ConsentGrant = "consent_recorded" | "consent_not_needed_here";

export type ConsentDecision =
  { allowed: true; ground: ConsentGrant } | { allowed: false; ground: ConsentRefusal };

/**
 * Where advertising needs consent before it happens: the EEA (Regulation (EU) 2016/679 with Directive 2002/58/EC art. 5(3)), the United Kingdom (PECR reg. 6) and
 * Switzerland (Shopify asks there by default). ISO 3166-1 alpha-2, with the territories that share the law. Read 2026-11-22.
 */
export const CONSENT_COUNTRIES: ReadonlySet<string> = new Set(
  (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE " + // EU
    "IS LI NO " + // the rest of the EEA
    "GB GG JE IM GI CH " +
    "AX GF GP MF MQ RE YT"
  ) // EU territories with a code of their own
    .split(" "),
);

/**
 * Decides by what was recorded, else by policy and country (ISO 3166-1 alpha-2: the buyer's, else the shop's). An order that names no country at all is
 * treated like one from outside the list.
 */
export function decideConsent(
  recorded: RecordedConsent,
  country: string | undefined,
  policy: ConsentPolicy,
): ConsentDecision {
  if (recorded === "granted") return { allowed: true, ground: "consent_recorded" };
  if (recorded === "refused") return { allowed: false, ground: "consent_refused" };
  if (policy === "strict") return { allowed: false, ground: "consent_not_recorded" };
  const needed = country !== undefined && CONSENT_COUNTRIES.has(country.toUpperCase());
  return needed
    ? { allowed: false, ground: "consent_needed_here" }
    : { allowed: true, ground: "consent_not_needed_here" };
}
