import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireOperator } from "../operator/gate.server.ts";
import { createFormats } from "../ui/formats.server.ts";
import { operatorAnswer } from "../ui/operator/answer.server.tsx";
import { DoorPage } from "../ui/operator/DoorPage.tsx";
import { requestLocale } from "../ui/request-locale.ts";

const SHOWN = 100;

/** Who came to the operator's door. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<Response> {
  const { log } = requireOperator(app.operator, request);
  const entries = await log.latest(SHOWN);
  const locale = requestLocale(request);
  const formats = createFormats(locale, undefined);
  return operatorAnswer({
    title: formats.t("operator.door.title"),
    locale,
    here: "door",
    children: <DoorPage entries={entries} formats={formats} />,
  });
}
