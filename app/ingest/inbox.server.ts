import type { OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import type { DataRequestDesk } from "../privacy/data-requests.server.ts";
import type { Redaction } from "../privacy/redaction.server.ts";
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
  /** The trace it comes in by. */
  traceparent: string | undefined;
}

export type ArrivalResult = "accepted" | "duplicate";

/** Writes arrivals in one transaction: each is deduplicated and takes effect exactly once, or nothing of the group is written. */
export interface Inbox {
  commit(arrivals: readonly Arrival[]): Promise<ArrivalResult[]>;
}

/** What a webhook other than an order does, in the transaction that takes it in. */
export type InboxEffects = Uninstall & Redaction & Pick<DataRequestDesk, "requested">;

const SQL = {
  addWebhook: `
    INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, triggered_at, received_at, outcome, reason, sealed_body)
    VALUES (@shop, @topic, @eventId, @webhookId, @apiVersion, @triggeredAt, @receivedAt, @outcome, @reason, @sealedBody)
    ON CONFLICT (shop, topic, event_id) DO NOTHING`,
} as const;

/** The inbox on a ledger. `effects` happen in the same transaction. */
export function createInbox(ledger: Ledger, orders: OrderBook, effects: InboxEffects): Inbox {
  const run = prepareAll(ledger, SQL);

  function* apply(arrival: Arrival): Steps<void> {
    const { headers, intake, receivedAt } = arrival;
    const { shop } = headers;
    switch (intake.kind) {
      case "order":
        yield* orders.add(vouchedOrder(arrival, intake));
        return;
      case "uninstalled":
        yield* effects.uninstalled(shop, receivedAt, headers.triggeredAt);
        return;
      case "scopes":
        yield* effects.scopesChanged(shop, intake.scopes);
        return;
      case "redact_shop":
        yield* effects.redactShop({ shop, at: receivedAt, triggeredAt: headers.triggeredAt });
        return;
      case "redact_customer":
        yield* effects.redactCustomer(shop, intake.orderIds, receivedAt);
        return;
      case "data_request": {
        const { requestId = headers.eventId, orderIds } = intake;
        const requestedAt = headers.triggeredAt ?? receivedAt;
        yield* effects.requested({ shop, requestId, orderIds, requestedAt }, receivedAt);
        return;
      }
      case "unreadable":
        return;
    }
  }

  function* take(arrival: Arrival): Steps<ArrivalResult> {
    if ((yield* run.addWebhook.change(webhookRow(arrival))) === 1) {
      yield* apply(arrival);
      return "accepted";
    }
    // One action of a merchant may tell of several orders under one event id, so the order itself decides.
    const { intake } = arrival;
    return intake.kind === "order" && (yield* orders.add(vouchedOrder(arrival, intake)))
      ? "accepted"
      : "duplicate";
  }

  function* takeAll(arrivals: readonly Arrival[]): Steps<ArrivalResult[]> {
    const results: ArrivalResult[] = [];
    for (const arrival of arrivals) results.push(yield* take(arrival));
    return results;
  }

  return { commit: (arrivals) => ledger.write(() => takeAll(arrivals)) };
}

function vouchedOrder(arrival: Arrival, intake: Intake & { kind: "order" }): VouchedOrder {
  const { headers, receivedAt, traceparent } = arrival;
  return { ...intake, shop: headers.shop, topic: headers.topic, receivedAt, lane: "live", traceparent };
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
