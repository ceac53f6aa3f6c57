import type { Carrier, ClaimVerdict } from "../../attribution/attribution.ts";
import type { StatusTone } from "../delivery/status.ts";

/** A carrier in a merchant's words: its name, and how a click id came by it. */
export interface CarrierWords {
  name: string;
  /** The name inside a sentence. */
  inText: string;
  came: string;
}

/** The words for every carrier. */
export const CARRIER_WORDS: Readonly<Record<Carrier, CarrierWords>> = {
  cart_attribute: {
    name: "Cart",
    inText: "the cart",
    came: "It was kept when the shopper came from the ad, and came with the cart (attribute ttclid).",
  },
  line_item: {
    name: "Line item",
    inText: "a line item",
    came: "It came with a product bought directly, past the cart (Buy it now).",
  },
  web_pixel: {
    name: "Web pixel",
    inText: "the web pixel",
    came: "The app's web pixel reported it from the shopper's checkout.",
  },
  landing_site: {
    name: "Landing page address",
    inText: "the landing page's address",
    came: "It is in the address of the first page of the visit, which Shopify keeps with the order.",
  },
  customer_journey: {
    name: "Customer journey",
    inText: "Shopify's customer journey",
    came: "Shopify's record of the customer's visits has it in a landing page's address.",
  },
};

/** What became of one carrier's word. */
export interface VerdictWords {
  label: string;
  tone?: StatusTone;
  meaning: string;
}

/** The words for every verdict on a claim. */
export const VERDICT_WORDS: Readonly<Record<ClaimVerdict, VerdictWords>> = {
  chosen: { label: "Used", tone: "success", meaning: "The newest click that could be believed." },
  agrees: { label: "Agrees", meaning: "It names the same click." },
  older: {
    label: "Another click",
    tone: "attention",
    meaning: "It names another click, which is older or does not tell its time.",
  },
  outside_window: {
    label: "Outside your click window",
    tone: "warning",
    meaning: "The click did not happen within your click window before the purchase.",
  },
  no_recorded_consent: {
    label: "Not used without consent",
    tone: "warning",
    meaning:
      "No consent was recorded. Shopify keeps addresses whatever the shopper allowed, and another app may write into the cart.",
  },
  click_test: {
    label: "Click test",
    tone: "info",
    meaning: "It is your own click test. TikTok never gets it.",
  },
};
