import { isDeliveryState } from "../../delivery/states.ts";
import type { Translate } from "../../locales/translate.ts";
import type { DeliveryRecord } from "../../shops/shop-records.server.ts";

/** What TikTok will count of a delivery. `purchases` is undefined when nobody can know. */
export interface CountedView {
  purchases: 0 | 1 | undefined;
  title: string;
  sentence: string;
}

/** Why TikTok counts what it counts. */
type Ground = "not_sent" | "refused" | "not_yet" | "accepted" | "tested" | "unsure";

/** What TikTok will count of one delivery. */
export function countedOf(delivery: DeliveryRecord, t: Translate): CountedView {
  const purchases = purchasesOf(delivery);
  return {
    purchases,
    title: t(`receipt.counted.title.${TITLES[purchases ?? "unknown"]}`),
    sentence: t(`receipt.counted.${groundOf(delivery)}`),
  };
}

const TITLES = { 0: "none", 1: "one_purchase", unknown: "unknown" } as const;

/** How many purchases TikTok counts of one delivery; undefined when nobody can know. */
export function purchasesOf(delivery: DeliveryRecord): 0 | 1 | undefined {
  switch (groundOf(delivery)) {
    case "accepted":
      return 1;
    case "unsure":
      return undefined;
    case "not_sent":
    case "refused":
    case "not_yet":
    case "tested":
      return 0;
  }
}

function groundOf(delivery: DeliveryRecord): Ground {
  const { state, testEventCode } = delivery;
  const unsure = mayHaveArrived(delivery);
  if (!isDeliveryState(state)) return "unsure";
  if (state === "delivered" && testEventCode === null) return "accepted";
  if (unsure) return "unsure";
  switch (state) {
    case "delivered":
      return "tested";
    case "skipped":
      return "not_sent";
    case "pending":
    case "leased":
    case "retrying":
    case "paused":
    case "held":
      return "not_yet";
    case "refused":
    case "expired":
      return delivery.attemptLog.length === 0 ? "not_sent" : "refused";
  }
}

/** An attempt outside of test mode whose fate nobody knows. */
function mayHaveArrived({ ambiguousAt, attemptLog }: DeliveryRecord): boolean {
  return ambiguousAt !== null && attemptLog.some((attempt) => attempt.testEventCode === null);
}
