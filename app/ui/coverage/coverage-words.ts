import type { Translate } from "../../locales/translate.ts";
import type { GapOrder } from "../../reconciliation/coverage.ts";
import { reasonWords } from "../delivery/reasons.ts";
import type { StatusTone } from "../delivery/status.ts";

/** Why an order is not accepted, in a merchant's words. */
export function gapWords({ class: one }: GapOrder, t: Translate): string {
  switch (one.kind) {
    case "skipped":
      return reasonWords(one.reason, t);
    case "waiting":
      return t(`coverage.gap.wait.${one.why}`);
    case "stopped":
      return one.why === "test_mode" || one.reason === undefined
        ? t(`coverage.gap.stop.${one.why}`)
        : reasonWords(one.reason, t);
    case "missing":
      return t("coverage.gap.unreadable", { why: one.why });
  }
}

type OrderClass = GapOrder["class"]["kind"];

const TONES: Readonly<Record<OrderClass, StatusTone | undefined>> = {
  skipped: undefined,
  waiting: "info",
  stopped: "warning",
  missing: "critical",
};

/** The class of an order in a word. */
export function classBadge(kind: OrderClass, t: Translate): { label: string; tone?: StatusTone } {
  const tone = TONES[kind];
  return { label: t(`coverage.gap.class.${kind}`), ...(tone === undefined ? {} : { tone }) };
}
