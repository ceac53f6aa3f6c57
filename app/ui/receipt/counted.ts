import { isDeliveryState } from "../../delivery/states.ts";
import type { DeliveryRecord } from "../../shops/shop-records.server.ts";

/** What TikTok will count of a delivery. `purchases` is undefined when nobody can know. */
export interface CountedView {
  purchases: 0 | 1 | undefined;
  sentence: string;
}

const NOT_SENT: CountedView = { purchases: 0, sentence: "Nothing was sent." };
const REFUSED: CountedView = { purchases: 0, sentence: "TikTok did not accept the event." };
const NOT_YET: CountedView = {
  purchases: 0,
  sentence: "Nothing yet: TikTok has not accepted the event so far.",
};
const COUNTED: CountedView = { purchases: 1, sentence: "TikTok has the purchase and counts it once." };
const TESTED: CountedView = {
  purchases: 0,
  sentence: "It was sent with a test event code: TikTok shows it in Test Events and counts nothing.",
};
const UNKNOWN: CountedView = {
  purchases: undefined,
  sentence:
    "An attempt ended without a clear answer, so TikTok may have the purchase or not. It does not count twice: every copy has the same id, and none is sent after 48 hours.",
};

/** What TikTok will count of one delivery. */
export function countedOf(delivery: DeliveryRecord): CountedView {
  const { state, testEventCode } = delivery;
  const unsure = mayHaveArrived(delivery);
  if (!isDeliveryState(state)) return UNKNOWN;
  switch (state) {
    case "delivered":
      if (testEventCode === null) return COUNTED;
      return unsure ? UNKNOWN : TESTED;
    case "skipped":
      return unsure ? UNKNOWN : NOT_SENT;
    case "pending":
    case "leased":
    case "retrying":
    case "paused":
    case "held":
      return unsure ? UNKNOWN : NOT_YET;
    case "refused":
    case "expired":
      if (unsure) return UNKNOWN;
      return delivery.attemptLog.length === 0 ? NOT_SENT : REFUSED;
  }
}

/** An attempt outside of test mode whose fate nobody knows. */
function mayHaveArrived({ ambiguousAt, attemptLog }: DeliveryRecord): boolean {
  return ambiguousAt !== null && attemptLog.some((attempt) => attempt.testEventCode === null);
}
