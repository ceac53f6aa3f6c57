import type { ClickGap } from "../../shops/click-gap.ts";

/** Why an order has no click id: in a few words, and what it means or what to do. */
export interface GapWords {
  label: string;
  meaning: string;
}

/** The words for every reason. */
export const GAP_WORDS: Readonly<Record<ClickGap, GapWords>> = {
  nothing_carried: {
    label: "No carrier had one",
    meaning:
      "No carrier had a click id. Most likely the shopper did not come from a TikTok ad. If you expected one, run a click test and check the ad's landing page.",
  },
  consent_refused: {
    label: "The shopper refused consent",
    meaning: "The shopper did not agree to marketing, so no click id was kept.",
  },
  consent_not_recorded: {
    label: "No consent where one is needed",
    meaning: "No consent was recorded where one is needed, so no click id was kept.",
  },
  unused_without_consent: {
    label: "Not used without consent",
    meaning:
      "Only an address that Shopify keeps by itself, or another app, had a click id. Without a recorded consent it is not used.",
  },
  macro: {
    label: "The ad's address still has TikTok's placeholder",
    meaning:
      "The shopper landed with a placeholder such as __CLICKID__ where the click id belongs, so there was no click to keep. Take ttclid out of the ad's URL in TikTok Ads Manager: TikTok adds it to every click by itself.",
  },
  unusable: {
    label: "Not a click id",
    meaning: "The cart had something that cannot be a click id, so it was not used.",
  },
  outside_window: {
    label: "Outside your click window",
    meaning:
      "The click did not happen within your click window before the purchase. The window is in Settings.",
  },
  click_test: {
    label: "Your own click test",
    meaning: "The order came from your own click test, whose click id TikTok never gets.",
  },
  other_channel: {
    label: "Not from the online store",
    meaning:
      "It came from a point of sale, a draft order or another app, where no page could keep a click id.",
  },
};
