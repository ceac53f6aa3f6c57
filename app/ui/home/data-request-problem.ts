import type { DataRequest } from "../../privacy/data-requests.server.ts";
import type { Formats } from "../formats.ts";
import type { Problem } from "./problems.ts";

/** Customers who wait for an answer. `requests`: the oldest unanswered one first. */
export function dataRequestProblem(requests: readonly DataRequest[], formats: Formats): Problem[] {
  const open = requests.filter(({ handedOutAt }) => handedOutAt === undefined);
  const [first] = open;
  if (first === undefined) return [];
  const due = formats.shortMoment(first.dueAt).text;
  return [
    {
      key: "data_request",
      tone: "warning",
      title:
        open.length === 1
          ? "A customer asked what is stored"
          : `${open.length} customers asked what is stored`,
      stops: "Purchases are sent as usual. The law gives you 30 days to answer.",
      todo: `Download the file under Activity and send it to the customer by ${due}.`,
      action: { label: "Open Activity", url: "/app/activity" },
    },
  ];
}
