import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import type { OrderPage } from "../shops/order-log.server.ts";
import type { App } from "../composition.server.ts";
import { createFormats } from "../ui/formats.server.ts";
import { filterOf, readQuery, type DayRange, type OrderQuery } from "../ui/orders/order-query.ts";
import { OrdersPage } from "../ui/orders/OrdersPage.tsx";
import { LINES, ordersView, type OrdersView } from "../ui/orders/orders-view.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { translateFor } from "../locales/server-texts.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

type OrdersData = OrdersView & { title: string };

export const meta: MetaFunction<() => OrdersData> = ({ data }) => [{ title: data?.title ?? "Throughline" }];

export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<OrdersData> {
  const { session } = await app.shopify.authenticate.admin(request);
  const query = readQuery(new URL(request.url).searchParams);
  const records = app.recordsOf(session.shop);
  const dayRange = daysOf(app, session.shop, query);
  const [shop, pixels, views, read] = await Promise.all([
    records.shop(),
    records.pixels(),
    app.orders.views.list(session.shop),
    dayRange.then((days) => readPage(app, session.shop, query, days)),
  ]);
  const locale = requestLocale(request);
  const formats = createFormats(locale, shop?.timezone ?? undefined);
  const codes = pixels.map(({ code }) => code);
  const facts = { query, ...read, views, pixels: codes, dayRange: await dayRange };
  return { ...ordersView(facts, formats), title: translateFor(locale)("orders.title") };
}

/** The shop's calendar is only asked where days are named. */
async function daysOf(app: App, shop: string, { from, to }: OrderQuery): Promise<DayRange> {
  if (from === "" && to === "") return () => undefined;
  const calendar = await app.coverage.book.calendarOf(shop);
  return (day) => calendar.named(day);
}

async function readPage({ orders }: App, shop: string, query: OrderQuery, days: DayRange) {
  const filter = filterOf(query, days);
  const { sort, after, before } = query;
  const [page, count]: [OrderPage, Awaited<ReturnType<typeof orders.log.count>>] = await Promise.all([
    orders.log.page(shop, { filter, sort, limit: LINES, after, before }),
    orders.log.count(shop, filter),
  ]);
  return { page, count };
}

/** Every order and where it stands: the event log. */
export default function Orders() {
  const view = useLoaderData<OrdersData>();
  return <OrdersPage view={view} />;
}
