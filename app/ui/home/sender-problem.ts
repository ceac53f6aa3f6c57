import type { Translate } from "../../locales/translate.ts";
import type { SenderVerdict } from "../../shops/sender-verdict.ts";
import type { Problem } from "./problems.ts";

/** The problem of purchases that something else reports too. One that is only not known yet is a set-up step instead. */
export function senderProblem(verdict: SenderVerdict, t: Translate): Problem[] {
  switch (verdict) {
    case "double":
    case "possible":
      return [
        {
          ...{ key: "other_sender", tone: verdict === "double" ? "critical" : "warning" },
          title: t(`home.senders.problem.${verdict}`),
          stops: t("home.senders.problem.stops"),
          todo: t("home.senders.problem.todo"),
          action: { label: t("home.senders.action"), url: "/app/senders" },
        },
      ];
    case "open":
    case "clear":
      return [];
  }
}
