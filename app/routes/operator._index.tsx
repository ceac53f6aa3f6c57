import type { LoaderFunctionArgs } from "@remix-run/node";
import { COUNTED } from "../operator/all-shops.server.ts";
import { requireOperator } from "../operator/gate.server.ts";
import { listShops, readPlace } from "../operator/shop-list.ts";
import { DAY } from "../platform/clock.ts";
import { createFormats } from "../ui/formats.server.ts";
import { COVERAGE_DAYS } from "../ui/home/home-view.ts";
import { operatorAnswer } from "../ui/operator/answer.server.tsx";
import { ShopsPage } from "../ui/operator/ShopsPage.tsx";
import { shopsView } from "../ui/operator/shops-view.ts";
import { requestLocale } from "../ui/request-locale.ts";

/** All shops of the installation. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<Response> {
  const { allShops } = requireOperator(app.operator, request);
  const { searchParams } = new URL(request.url);
  const search = (searchParams.get("search") ?? "").slice(0, 100);
  const question = { search, after: readPlace(searchParams.get("after")) };
  const [survey, pulse] = await Promise.all([allShops.survey(), allShops.pulse()]);
  const since = app.clock() - COVERAGE_DAYS * DAY;
  const heartbeats = await Promise.all(
    listShops(survey.shops, question).shops.map(
      async ({ shop }) => [shop, await app.recordsOf(shop).heartbeat(since)] as const,
    ),
  );
  const locale = requestLocale(request);
  const formats = createFormats(locale, undefined);
  const facts = { survey, pulse, question, heartbeats: new Map(heartbeats), counted: COUNTED };
  return operatorAnswer({
    title: formats.t("operator.shops.title"),
    locale,
    here: "shops",
    children: <ShopsPage view={shopsView(facts, formats)} />,
  });
}
