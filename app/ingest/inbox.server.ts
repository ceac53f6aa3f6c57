import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import type { Redaction } from "../privacy/redaction.server.ts";
import { DEFAULT_SETTINGS } from "../shops/settings.ts";
import type { Uninstall } from "../shops/uninstall.server.ts";
import type { Sealed } from "../platform/vault.server.ts";
import type { Intake } from "./intake.ts";
import type { WebhookHeaders } from "./signature.server.ts";

/** One webhook on its way into the inbox. */
export interface Arrival {
  headers: WebhookHeaders;
  intake: Intake;
  /** The body, sealed: only of a webhook that could not be read. */
  sealedBody: Sealed | undefined;
  receivedAt: number;
}

export type ArrivalResult = "accepted" | "duplicate";

/** Writes arrivals in one transaction: each is deduplicated and takes effect exactly once, or nothing of the group is written. */
export interface Inbox {
  commit(arrivals: readonly Arrival[]): ArrivalResult[];
}

/** What a webhook other than an order does. Synchronous. */
export type InboxEffects = Uninstall & Redaction;

const SQL = {
  addWebhook: `
    INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, triggered_at, received_at, outcome, reason, sealed_body)
    VALUES (@shop, @topic, @eventId, @webhookId, @apiVersion, @triggeredAt, @receivedAt, @outcome, @reason, @sealedBody)
    ON CONFLICT (shop, topic, event_id) DO NOTHING`,
  // Until it is routed, an order follows its newest telling, and what it waited for may have come; afterwards its event is fixed. One that came without a click id waits a moment for the
  // browser's hint, where the shop has the web pixel and the last hint of the checkout is not there yet.
  addOrder: `
    INSERT INTO "order" (shop, order_id, name, facts, topic, checkout_token, order_updated_at, received_at, route_at)
    VALUES (@shop, @orderId, @name, @facts, @topic, @checkoutToken, @updatedAt, @receivedAt,
            @receivedAt + iif(@hasClick, 0, coalesce((
              SELECT 1000 * coalesce(json_extract(settings.document, '$.attribution.hintWaitSeconds'), @defaultWaitSeconds)
              FROM shop LEFT JOIN settings ON settings.shop = shop.domain
              WHERE shop.domain = @shop AND shop.web_pixel_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM hint WHERE hint.shop = @shop AND hint.checkout_token = @checkoutToken
                  AND hint.event = 'checkout_completed')), 0)))
    ON CONFLICT (shop, order_id) DO UPDATE SET
      name = excluded.name, facts = excluded.facts, order_updated_at = excluded.order_updated_at,
      topic = iif(topic = 'orders/paid', topic, excluded.topic),
      route_at = iif(waiting_for IS NULL, route_at, excluded.received_at), waiting_for = NULL
    WHERE routed_at IS NULL AND (excluded.order_updated_at > coalesce(order_updated_at, 0)
      OR (excluded.topic = 'orders/paid' AND topic <> 'orders/paid'
        AND coalesce(excluded.order_updated_at, order_updated_at, 0) >= coalesce(order_updated_at, 0)))`,
} as const;

/** The inbox on SQLite. `effects` happen in the same transaction. */
export function createInbox(sqlite: Sqlite, effects: InboxEffects): Inbox {
  const run = prepareAll(sqlite, SQL);

  /** True when the order is new, or newly told. */
  function addOrder({ headers, receivedAt }: Arrival, order: Intake & { kind: "order" }): boolean {
    const row = {
      ...order,
      shop: headers.shop,
      topic: headers.topic,
      receivedAt,
      updatedAt: order.updatedAt ?? null,
      checkoutToken: order.checkoutToken ?? null,
      hasClick: order.hasClick ? 1 : 0,
      defaultWaitSeconds: DEFAULT_SETTINGS.attribution.hintWaitSeconds,
    };
    return run.addOrder.run(row).changes === 1;
  }

  function apply(arrival: Arrival): void {
    const { headers, intake, receivedAt } = arrival;
    const { shop } = headers;
    switch (intake.kind) {
      case "order":
        addOrder(arrival, intake);
        return;
      case "uninstalled":
        effects.uninstalled(shop, receivedAt, headers.triggeredAt);
        return;
      case "scopes":
        effects.scopesChanged(shop, intake.scopes);
        return;
      case "redact_shop":
        effects.redactShop(shop);
        return;
      case "redact_customer":
        effects.redactCustomer(shop, intake.orderIds, receivedAt);
        return;
      case "data_request":
      case "unreadable":
        return;
    }
  }

  const commit = sqlite.transaction((arrivals: readonly Arrival[]): ArrivalResult[] =>
    arrivals.map((arrival) => {
      if (run.addWebhook.run(webhookRow(arrival)).changes === 1) {
        apply(arrival);
        return "accepted";
      }
      // One action of a merchant may tell of several orders under one event id, so the order itself decides.
      const { intake } = arrival;
      return intake.kind === "order" && addOrder(arrival, intake) ? "accepted" : "duplicate";
    }),
  );
  return { commit: (arrivals) => commit.immediate(arrivals) };
}

function webhookRow({
  headers,
  intake,
  sealedBody,
  receivedAt,
}: Arrival): Record<string, string | number | null> {
  const unreadable = intake.kind === "unreadable";
  return {
    ...headers,
    triggeredAt: headers.triggeredAt ?? null,
    receivedAt,
    outcome: unreadable ? "unreadable" : "accepted",
    reason: unreadable ? intake.reason : null,
    sealedBody: sealedBody ?? null,
  };
}
