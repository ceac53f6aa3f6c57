import type { DataRequest } from "../../privacy/data-requests.server.ts";
import type { Formats } from "../formats.ts";
import type { Problem } from "./problems.ts";

/** Customers who wait for an answer. `requests`: the oldest unanswered one first. */
export function dataRequestProblem(requests: readonly DataRequest[], { t, shortMoment }: Formats): Problem[] {
  const open = requests.filter(({ handedOutAt }) => handedOutAt === undefined);
  const [first] = open;
  if (first === undefined) return [];
  const due = shortMoment(first.dueAt).text;
  return [
    {
      key: "data_request",
      tone: "warning",
      title: t("home.problem.data_request.title", { count: open.length }),
      stops: t("home.problem.data_request.stops"),
      todo: t("home.problem.data_request.todo", { due }),
      action: { label: t("home.problem.data_request.action"), url: "/app/activity" },
    },
  ];
}
