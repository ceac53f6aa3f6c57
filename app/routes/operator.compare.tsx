import type { LoaderFunctionArgs } from "@remix-run/node";
import type { App } from "../composition.server.ts";
import { requireOperator } from "../operator/gate.server.ts";
import { createFormats } from "../ui/formats.server.ts";
import { operatorAnswer } from "../ui/operator/answer.server.tsx";
import { ComparePage } from "../ui/operator/ComparePage.tsx";
import { compareView, type ShopSettings } from "../ui/operator/compare-view.ts";
import { requestLocale } from "../ui/request-locale.ts";

/** Shops that are offered to choose from; any other can be typed. */
const OFFERED = 500;

/** The settings of two shops beside each other. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<Response> {
  const { allShops } = requireOperator(app.operator, request);
  const { searchParams } = new URL(request.url);
  const named = (field: string) => (searchParams.get(field) ?? "").trim().toLowerCase().slice(0, 255);
  const [one, other] = [named("one"), named("other")];
  const { shops } = await allShops.survey();
  const known = shops.map(({ shop }) => shop);
  const settingsOf = (shop: string) => readSettingsOf(app, shop, known.includes(shop));
  const pair =
    one === "" || other === "" ? undefined : ([await settingsOf(one), await settingsOf(other)] as const);
  const locale = requestLocale(request);
  const formats = createFormats(locale, undefined);
  const view = compareView({ one, other }, pair, known.slice(0, OFFERED), formats);
  return operatorAnswer({
    title: formats.t("operator.compare.title"),
    locale,
    here: "compare",
    children: <ComparePage view={view} />,
  });
}

async function readSettingsOf(app: App, shop: string, isKnown: boolean): Promise<ShopSettings> {
  if (!isKnown) return { shop, kind: "unknown" };
  const settings = await app
    .recordsOf(shop)
    .settings()
    .catch(() => undefined);
  return settings === undefined ? { shop, kind: "unreadable" } : { shop, kind: "read", settings };
}
