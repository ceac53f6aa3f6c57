import type { LoaderFunctionArgs } from "@remix-run/node";
import { translateFor } from "../locales/server-texts.ts";
import { requireOperator } from "../operator/gate.server.ts";
import { missingAnswer } from "../ui/operator/answer.server.tsx";
import { requestLocale } from "../ui/request-locale.ts";

/** Every address below /operator that is no page. */
export function loader({ request, context: { app } }: LoaderFunctionArgs): Response {
  requireOperator(app.operator, request);
  const locale = requestLocale(request);
  return missingAnswer(locale, translateFor(locale)("operator.frame.missing"));
}
