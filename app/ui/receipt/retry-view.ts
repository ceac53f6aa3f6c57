import type { ReplayLine } from "../../delivery/replay.server.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { Formats } from "../formats.ts";

/** What sending an order's stopped deliveries again would do. */
export interface RetryView {
  /** At least one would be sent. */
  possible: boolean;
  /** One sentence for each delivery. */
  lines: string[];
}

/** A dry run in words; undefined when there is nothing to send again. */
export function retryView(plan: readonly ReplayLine[], { t }: Formats): RetryView | undefined {
  if (plan.length === 0) return undefined;
  return {
    possible: plan.some(({ verdict }) => verdict.again),
    lines: plan.map(({ pixelCode: pixel, state, verdict }) =>
      verdict.again
        ? t(`receipt.retry.${state === "refused" ? "again_refused" : "again"}`, { pixel })
        : t("receipt.retry.alone", { pixel, reason: reasonWords(verdict.reason, t) }),
    ),
  };
}
