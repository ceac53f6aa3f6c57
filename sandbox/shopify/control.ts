/** The double's knobs over HTTP, for a sandbox that runs as a process of its own: `GET` and `POST /api/control`, JSON. Tests turn them directly. */
import { z } from "zod";
import { OrderIndex } from "../orders/order-index.ts";
import { fairWeather } from "../orders/weather.ts";
import { json, type Answer } from "./http.ts";
import type { ApiRequest, Platform, Shop } from "./platform.ts";

const PATH = "/api/control";

const share = z.number().min(0).max(1);
const milliseconds = z.int().min(0);
const points = z.int().min(1);
const scopes = z.array(z.string().regex(/^[a-z_]+$/));
const customer = z.string().regex(/^gid:\/\/shopify\/Customer\/\d+$/);

const limits = z
  .strictObject({ maximumAvailable: points, restoreRate: points, singleQuery: points })
  .partial();

const approvals = z
  .strictObject({
    ...{ customerData: z.boolean(), name: z.boolean(), email: z.boolean() },
    ...{ phone: z.boolean(), address: z.boolean() },
  })
  .partial();

const weather = z
  .strictObject({
    ...{ missed: share, duplicated: share, delayed: share, reordered: share, otherVersion: share },
    ...{ delayUpTo: milliseconds, version: z.string().regex(/^\d{4}-\d\d$|^unstable$/) },
  })
  .partial();

const failure = z.strictObject({
  code: z.enum(["ACCESS_DENIED", "INTERNAL_SERVER_ERROR", "TIMEOUT"]),
  partial: share,
});

/** One turn of a knob, or something that befalls a shop. */
const command = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("standing"),
    standing: z.enum(["open", "frozen", "forbidden", "locked", "down"]),
  }),
  z.strictObject({ do: z.literal("limits"), limits }),
  z.strictObject({ do: z.literal("approvals"), approvals }),
  /** Webhooks from now on; what is not named is as in fair weather. */
  z.strictObject({ do: z.literal("weather"), weather }),
  /** How late lists of orders are, and customers' journeys. */
  z.strictObject({ do: z.literal("lag"), lists: milliseconds.optional(), journeys: milliseconds.optional() }),
  z.strictObject({
    do: z.literal("bulk"),
    takes: milliseconds.optional(),
    failures: z.array(failure).max(100).optional(),
  }),
  z.strictObject({ do: z.literal("refreshes"), forgiven: z.boolean() }),
  z.strictObject({ do: z.literal("grant"), scopes }),
  z.strictObject({ do: z.literal("uninstall") }),
  z.strictObject({ do: z.literal("reinstall"), scopes: scopes.optional() }),
  z.strictObject({ do: z.literal("data request"), customer }),
  z.strictObject({ do: z.literal("redact customer"), customer }),
]);

/** Which shop is meant: the first one, unless it is named. */
const addressed = z.looseObject({ shop: z.string().optional() });

/** Answers a request for the knobs; undefined for another address. */
export function answerControl(platform: Platform, request: ApiRequest): Answer | undefined {
  if (request.path !== PATH) return undefined;
  // A page from elsewhere has no business here: it can neither ask for this type nor hide where it comes from.
  const origin = request.header("origin");
  if (origin !== "" && origin !== `http://${request.header("host")}`)
    return json(403, { error: "Not from another page." });
  if (request.method === "GET") return json(200, stateOf(platform.shop()));
  if (!request.header("content-type").startsWith("application/json"))
    return json(415, { error: "Content-Type must be application/json." });
  try {
    const { shop: domain, ...rest } = addressed.parse(JSON.parse(request.body));
    const shop = platform.shop(domain);
    if (shop === undefined) return json(404, { error: `There is no shop ${String(domain)}.` });
    obey(shop, command.parse(rest));
    return json(200, stateOf(shop));
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof SyntaxError || error instanceof RangeError)
      return json(400, { error: error.message });
    throw error;
  }
}

function obey({ state, life, webhooks }: Shop, given: z.output<typeof command>): void {
  switch (given.do) {
    case "standing":
      state.standing = given.standing;
      return;
    case "limits":
      Object.assign(state.bucket.limits, given.limits);
      return;
    case "approvals":
      Object.assign(state.approvals, given.approvals);
      return;
    case "weather":
      if (webhooks === undefined) throw new RangeError("This shop sends no webhooks.");
      Object.assign(webhooks.weather, fairWeather, given.weather);
      return;
    case "lag":
      state.journeyDelay = given.journeys ?? state.journeyDelay;
      setListLag(state.orders, given.lists);
      return;
    case "bulk":
      state.bulk.takes = given.takes ?? state.bulk.takes;
      state.bulk.failures.push(...(given.failures ?? []));
      return;
    case "refreshes":
      state.tokens.forgivesLostRefreshes = given.forgiven;
      return;
    case "grant":
      life.grant(given.scopes);
      return;
    case "uninstall":
      life.uninstall();
      return;
    case "reinstall":
      life.reinstall(given.scopes);
      return;
    case "data request":
      life.requestData(given.customer);
      return;
    case "redact customer":
      life.redactCustomer(given.customer);
  }
}

function setListLag(orders: unknown, lag: number | undefined): void {
  if (lag === undefined) return;
  if (!(orders instanceof OrderIndex)) throw new RangeError("This shop's lists of orders have no lag.");
  orders.lag = () => lag;
}

/** How the knobs of a shop stand. */
function stateOf(shop: Shop | undefined): object {
  if (shop === undefined) return {};
  const { state, webhooks } = shop;
  return {
    shop: state.shop.domain,
    ...{ standing: state.standing, isInstalled: state.isInstalled, scopes: state.scopes },
    ...{ limits: state.bucket.limits, approvals: state.approvals, journeyDelay: state.journeyDelay },
    bulk: { takes: state.bulk.takes, failures: state.bulk.failures },
    forgivesLostRefreshes: state.tokens.forgivesLostRefreshes,
    ...(webhooks === undefined ? {} : { weather: webhooks.weather, webhooks: webhooks.ends }),
  };
}
