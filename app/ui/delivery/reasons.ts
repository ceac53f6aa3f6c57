import type { StopReason } from "../../delivery/retry-policy.ts";
import type { Translate } from "../../locales/translate.ts";
import type { SkipReason } from "../../orders/eligibility.ts";

/** Everything that may be recorded as the reason why a delivery was not sent or has stopped. */
export type RecordedReason =
  | SkipReason
  | StopReason
  // app/delivery/replay.server.ts
  | "details_removed"
  // app/privacy/redaction.server.ts
  | "redacted";

const SKIPPED: Readonly<Record<SkipReason, true>> = {
  ...{ cancelled: true, refunded: true, test_order: true },
  ...{ channel_pos: true, channel_draft: true, channel_renewal: true, channel_other_app: true },
  ...{ consent_not_recorded: true, consent_needed_here: true, consent_refused: true },
  ...{ order_tag: true, customer_tag: true, gateway: true, returning_customer: true, new_customer: true },
  ...{ no_click_id: true, pixel_rule: true, too_old: true, in_the_future: true },
  ...{ no_value: true, no_match_key: true },
};

const STOPPED: Readonly<Record<StopReason, true>> = {
  ...{ refused_by_tiktok: true, answer_unclear: true, operator_must_act: true },
  ...{ fate_unknown_too_long: true, too_old_to_send: true, reconnect_tiktok: true, pixel_changed: true },
};

const RECORDED: Readonly<Record<RecordedReason, true>> = {
  ...SKIPPED,
  ...STOPPED,
  ...{ details_removed: true, redacted: true },
};

/** Every reason there are words for. */
export const RECORDED_REASONS = Object.keys(RECORDED) as RecordedReason[];

/** The words of a stored reason; a reason this version does not know is shown as it is. */
export function reasonWords(reason: string | null, t: Translate): string {
  if (reason === null) return t("delivery.reason.none");
  return isRecorded(reason) ? t(`delivery.reason.${reason}`) : t("delivery.reason.unknown", { reason });
}

function isRecorded(reason: string): reason is RecordedReason {
  return Object.hasOwn(RECORDED, reason);
}
