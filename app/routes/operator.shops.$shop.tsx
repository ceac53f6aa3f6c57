import type { LoaderFunctionArgs } from "@remix-run/node";
import type { App } from "../composition.server.ts";
import { EVENT_LIFETIME } from "../delivery/retry-policy.ts";
import { COUNTED } from "../operator/all-shops.server.ts";
import { requireOperator } from "../operator/gate.server.ts";
import { translateFor } from "../locales/server-texts.ts";
import { DAY } from "../platform/clock.ts";
import { createFormats } from "../ui/formats.server.ts";
import type { Formats } from "../ui/formats.ts";
import { COVERAGE_DAYS } from "../ui/home/home-view.ts";
import { findProblems } from "../ui/home/problems.ts";
import { missingAnswer, operatorAnswer } from "../ui/operator/answer.server.tsx";
import { ShopPage } from "../ui/operator/ShopPage.tsx";
import { shopView } from "../ui/operator/shop-view.ts";
import { requestLocale } from "../ui/request-locale.ts";

/** Lines of the shop's log. */
const ACTIVITY = 10;

/** One shop, whichever it is: the operator's right, and nobody else's. */
export async function loader({ request, params, context: { app } }: LoaderFunctionArgs): Promise<Response> {
  const { allShops } = requireOperator(app.operator, request);
  const { at, shops } = await allShops.survey();
  const standing = shops.find(({ shop }) => shop === params["shop"]);
  const locale = requestLocale(request);
  if (standing === undefined) return missingAnswer(locale, translateFor(locale)("operator.shop.unknown"));
  const { shop } = standing;
  const records = app.recordsOf(shop);
  const [known, heartbeat, activity] = await Promise.all([
    records.shop(),
    records.heartbeat(app.clock() - COVERAGE_DAYS * DAY),
    app.privacy.audit.latest(shop, ACTIVITY),
  ]);
  const formats = createFormats(locale, known?.timezone ?? undefined);
  const [problems, settings] = await Promise.all([
    problemsOf(app, shop, formats),
    records.settings().catch(() => undefined),
  ]);
  const view = shopView(
    { standing, now: at, counted: COUNTED, heartbeat, problems, settings, activity },
    formats,
  );
  return operatorAnswer({ title: shop, locale, children: <ShopPage view={view} /> });
}

async function problemsOf(app: App, shop: string, formats: Formats) {
  const records = app.recordsOf(shop);
  const [installation, connected, readable, backlog, troubles] = await Promise.all([
    records.shop(),
    records.pixels(),
    app.connections.readable(shop),
    records.backlog(),
    records.troubles(app.clock() - EVENT_LIFETIME),
  ]);
  const pixels = connected.map((pixel) => ({ pixel, tokenReadable: readable.has(pixel.code) }));
  return findProblems({ pixels, backlog, troubles, installation }, formats);
}
