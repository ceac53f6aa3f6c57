import { SECOND } from "../platform/clock.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";

/** An order that Shopify vouched for, in a signed webhook or in the Admin API's answer, without raw personal data. */
export interface VouchedOrder {
  shop: string;
  /** Digits of Shopify's order id. */
  orderId: string;
  name: string;
  /** The reduced order, JSON. */
  facts: string;
  /** The webhook's topic, or `admin` for what Shopify's order list told. */
  topic: string;
  checkoutToken: string | undefined;
  /** Milliseconds since the epoch, as the next two. */
  placedAt: number | undefined;
  updatedAt: number | undefined;
  receivedAt: number;
  /** It brought a click id that may be believed: nothing is gained by waiting for the browser. */
  hasClick: boolean;
  /** An order of the past is never in front of a new one. */
  lane: "live" | "past";
  /** What Shopify's customer journey tells, JSON (app/attribution/claims.ts); absent when it was not asked for yet. */
  journey?: string | undefined;
  /** The trace it comes in by (app/platform/tracing.ts); absent where that is not recorded. */
  traceparent?: string | undefined;
}

/** How an order that is there stands. */
export interface KeptOrder {
  orderId: string;
  /** The newest telling of it, milliseconds since the epoch. */
  updatedAt: number | undefined;
  /** Its event is fixed: news of it change nothing. */
  routed: boolean;
  /** The browser's name, while it is not routed: only webhooks tell it. */
  userAgent: string | undefined;
}

/** Where orders are written, whoever told of them. */
export interface OrderBook {
  /** Writes an order once; until it is routed it follows its newest telling. True when it is new, or newly told. */
  add(order: VouchedOrder): Steps<boolean>;
  /** Which of these orders of a shop are there already. */
  known(shop: string, orderIds: readonly string[]): Steps<ReadonlySet<string>>;
  /** Those of these orders of a shop that are there, by id. */
  kept(shop: string, orderIds: readonly string[]): Steps<ReadonlyMap<string, KeptOrder>>;
}

const SQL = (dialect: Dialect) => ({
  // One that came without a click id waits a moment for the browser's hint, where the shop has the web pixel and the last hint of the checkout is not there yet.
  hintWait: `
    SELECT ${dialect.jsonNumber("settings.document", "attribution", "hintWaitSeconds")} AS seconds
    FROM shop LEFT JOIN settings ON settings.shop = shop.domain
    WHERE shop.domain = @shop AND shop.web_pixel_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM hint WHERE hint.shop = @shop AND hint.checkout_token = @checkoutToken AND hint.event = 'checkout_completed')`,
  // Until it is routed, an order follows its newest telling, and what it waited for may have come; afterwards its event is fixed.
  add: `
    INSERT INTO "order" (shop, order_id, name, facts, topic, lane, checkout_token, placed_at, order_updated_at, received_at, route_at,
      journey, journey_asked_at, traceparent)
    VALUES (@shop, @orderId, @name, @facts, @topic, @lane, @checkoutToken, @placedAt, @updatedAt, @receivedAt, @routeAt, @journey, @journeyAskedAt, @traceparent)
    ON CONFLICT (shop, order_id) DO UPDATE SET
      name = excluded.name, facts = excluded.facts, order_updated_at = excluded.order_updated_at, placed_at = excluded.placed_at,
      journey = coalesce(excluded.journey, "order".journey), journey_asked_at = coalesce("order".journey_asked_at, excluded.journey_asked_at),
      traceparent = coalesce(excluded.traceparent, "order".traceparent),
      topic = CASE WHEN "order".topic = 'orders/paid' THEN "order".topic ELSE excluded.topic END,
      route_at = CASE WHEN "order".waiting_for IS NULL THEN "order".route_at ELSE excluded.received_at END, waiting_for = NULL
    WHERE "order".routed_at IS NULL AND (excluded.order_updated_at > coalesce("order".order_updated_at, 0)
      OR (excluded.topic = 'orders/paid' AND "order".topic <> 'orders/paid'
        AND coalesce(excluded.order_updated_at, "order".order_updated_at, 0) >= coalesce("order".order_updated_at, 0)))`,
  kept: `
    SELECT order_id AS "orderId", order_updated_at AS "updatedAt", routed_at AS "routedAt",
      CASE WHEN routed_at IS NULL THEN ${dialect.jsonText("facts", "user", "user_agent")} END AS "userAgent"
    FROM "order" WHERE shop = @shop AND order_id IN ${dialect.jsonTexts("@orderIds")}`,
});

/** The order book on a ledger. `defaultHintWaitSeconds` is for shops that have not set any. */
export function createOrderBook(ledger: Ledger, defaultHintWaitSeconds: number): OrderBook {
  const run = prepareAll(ledger, SQL(ledger.dialect));

  /** Milliseconds. */
  function* hintWait(shop: string, checkoutToken: string | null): Steps<number> {
    const waiting = yield* run.hintWait.get<{ seconds: number | null }>({ shop, checkoutToken });
    return waiting === undefined ? 0 : (waiting.seconds ?? defaultHintWaitSeconds) * SECOND;
  }

  function* kept(shop: string, orderIds: readonly string[]): Steps<ReadonlyMap<string, KeptOrder>> {
    const rows = yield* run.kept.all<KeptRow>({ shop, orderIds: JSON.stringify(orderIds) });
    return new Map(rows.map((row) => [row.orderId, keptOrder(row)]));
  }

  return {
    kept,
    *add(order) {
      const { shop, receivedAt, hasClick, lane } = order;
      const checkoutToken = order.checkoutToken ?? null;
      // Whoever bought days ago has left no browser open.
      const wait = hasClick || lane === "past" ? 0 : yield* hintWait(shop, checkoutToken);
      const [placedAt, updatedAt] = [order.placedAt ?? receivedAt, order.updatedAt ?? null];
      const { journey = null, traceparent = null } = order;
      const told = { journey, journeyAskedAt: journey === null ? null : receivedAt, traceparent };
      const row = { ...order, checkoutToken, placedAt, updatedAt, ...told, routeAt: receivedAt + wait };
      return (yield* run.add.change(row)) === 1;
    },
    *known(shop, orderIds) {
      return new Set((yield* kept(shop, orderIds)).keys());
    },
  };
}

interface KeptRow {
  orderId: string;
  updatedAt: number | null;
  routedAt: number | null;
  userAgent: string | null;
}

function keptOrder({ orderId, updatedAt, routedAt, userAgent }: KeptRow): KeptOrder {
  const told = { updatedAt: updatedAt ?? undefined, userAgent: userAgent ?? undefined };
  return { orderId, routed: routedAt !== null, ...told };
}
