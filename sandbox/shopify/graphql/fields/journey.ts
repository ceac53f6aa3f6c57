/** `CustomerJourneySummary`: one visit, for the sandbox's sessions begin and end with the page that led to the order. */
import type { AdminOrder } from "../admin-order.ts";
import type { Asked, FieldTables, Fields } from "./asked.ts";
import { utc } from "./values.ts";

interface Visit {
  order: AdminOrder;
  landingPage: URL;
}

function visitOf(order: AdminOrder, { state }: Asked): Visit | null {
  if (order.landing_site == null || !isReady(order, state.journeyDelay, state.now())) return null;
  return { order, landingPage: new URL(order.landing_site, `https://${state.shop.domain}`) };
}

/** Shopify fills a journey some time after the order: until then it is not ready and has no visits. */
const isReady = (order: AdminOrder, delay: number, now: number): boolean =>
  now >= Date.parse(order.created_at) + delay;

const utm = ({ landingPage }: Visit, name: string): string | null =>
  landingPage.searchParams.get(`utm_${name}`);

const summary: Fields<AdminOrder> = {
  ready: (order, _, { state }) => isReady(order, state.journeyDelay, state.now()),
  firstVisit: (order, _, asked) => visitOf(order, asked),
  lastVisit: (order, _, asked) => visitOf(order, asked),
  customerOrderIndex: (order, _, { state }) => state.orders.earlierOrders(order) ?? null,
  daysToConversion: (order, _, asked) => (visitOf(order, asked) === null ? null : 1),
  momentsCount: (order, _, asked) => ({
    count: visitOf(order, asked) === null ? 0 : 1,
    precision: "EXACT",
  }),
};

const visit: Fields<Visit> = {
  id: ({ order }) => order.admin_graphql_api_id.replace("/Order/", "/CustomerVisit/"),
  landingPage: ({ landingPage }) => landingPage.href,
  referrerUrl: ({ order }) => order.referring_site ?? null,
  source: (one) => utm(one, "source") ?? "direct",
  occurredAt: ({ order }) => utc(order.created_at),
  utmParameters: (one) => (utm(one, "source") === null ? null : one),
};

const utmParameters: Fields<Visit> = {
  source: (one) => utm(one, "source"),
  medium: (one) => utm(one, "medium"),
  campaign: (one) => utm(one, "campaign"),
  content: (one) => utm(one, "content"),
  term: (one) => utm(one, "term"),
};

/** The types of a customer's journey. */
export const journeyTables: FieldTables = {
  CustomerJourneySummary: summary,
  CustomerVisit: visit,
  UTMParameters: utmParameters,
};
