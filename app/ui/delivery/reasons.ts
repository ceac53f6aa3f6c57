import type { StopReason } from "../../delivery/retry-policy.ts";
import type { SkipReason } from "../../orders/eligibility.ts";

/** Why an order was not sent, in a merchant's words. */
export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  cancelled: "The order was cancelled before it could be sent.",
  refunded: "It was refunded in full or voided before it could be sent.",
  test_order: "It is a test order. Test orders are sent only while a test event code is set.",
  channel_pos: "It was sold at a till (Shopify POS), not to somebody who clicked an ad.",
  channel_draft: "It was made from a draft order, not bought in the shop.",
  channel_renewal: "It is a subscription's renewal. The first order of the subscription was the purchase.",
  channel_other_app:
    "It came from another app's sales channel without a TikTok click. TikTok Shop's orders are counted by TikTok itself.",
  consent_not_recorded:
    "No consent was recorded for this order, and your settings ask for one. Nothing about the order is shared.",
  consent_needed_here:
    "No consent was recorded, and the buyer's country asks for one before data is shared for advertising. Nothing about the order is shared.",
  consent_refused: "The shopper did not agree to marketing, so nothing about the order is shared.",
  order_tag: "It has a tag that your settings leave out.",
  customer_tag: "Its customer has a tag that your settings leave out.",
  gateway: "It was paid in a way that your settings leave out.",
  returning_customer: "The customer had ordered before, and your settings ask for new customers only.",
  new_customer: "It is the customer's first order, and your settings ask for returning customers only.",
  no_click_id: "It has no TikTok click id, and your settings ask for one.",
  pixel_rule: "The rule of this pixel leaves the order out.",
  too_old: "It was placed more than 28 days ago, longer than TikTok can match a purchase to an ad.",
  in_the_future: "Its time lies in the future, which TikTok would not believe.",
  no_value:
    "Shopify's message does not say what it cost or in which currency, and TikTok refuses a purchase without.",
  no_match_key:
    "It has nothing TikTok could recognise the shopper by: no click id, email, phone, customer or browser.",
};

/** Why a delivery stopped, in a merchant's words. */
export const STOP_WORDS: Readonly<Record<StopReason, string>> = {
  refused_by_tiktok: "TikTok refused the event. Sending the same event again would not help.",
  answer_unclear: "TikTok gave an answer it does not document, several times. A person has to read it.",
  operator_must_act: "TikTok refuses this installation of the app. Whoever runs the app has to act.",
  fate_unknown_too_long:
    "An attempt got no clear answer, so TikTok may have the event. After 48 hours it would count a second copy, so none is sent.",
  too_old_to_send:
    "More than 28 days have passed since the purchase, longer than TikTok can match it to an ad.",
  reconnect_tiktok: "It is kept, and goes out by itself once TikTok is connected again.",
  pixel_changed: "It was made for another pixel. Sent to the new one too, the purchase could count twice.",
};

const ALL_WORDS: Readonly<Record<string, string>> = {
  ...SKIP_WORDS,
  ...STOP_WORDS,
  // app/delivery/replay.server.ts
  details_removed: "Its details were removed because of its age, so there is nothing left to send.",
  // app/privacy/redaction.server.ts
  redacted: "The customer's data was erased before it was sent.",
};

/** The words of a stored reason; a reason this version does not know is shown as it is. */
export function reasonWords(reason: string | null): string {
  if (reason === null) return "No reason was recorded.";
  return ALL_WORDS[reason] ?? `The recorded reason is "${reason}".`;
}
