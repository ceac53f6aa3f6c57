import type { Span, SpanStart, Tracing } from "../platform/tracing.ts";
import type { OrderBook } from "../orders/order-book.server.ts";
import type { DueOrder, Outbox, Route, Routing } from "./outbox.ts";

/** What OpenTelemetry calls an order that waits in the inbox, or a delivery in the outbox: a message. */
export const messageOf = (
  queue: "inbox" | "outbox",
  operation: string,
  type: "send" | "process" | "settle",
) => ({
  ...{ "messaging.system": "throughline", "messaging.destination.name": queue },
  ...{ "messaging.operation.name": operation, "messaging.operation.type": type },
});

/** The order book, with a trace for every order that is added: for those that no webhook brought. */
export function tracedBook(book: OrderBook, tracing: Tracing | undefined): OrderBook {
  if (tracing === undefined) return book;
  return {
    ...book,
    *add(order) {
      const span = tracing.begin("commit inbox", {
        kind: "producer",
        attributes: {
          ...messageOf("inbox", "commit", "send"),
          ...{ "throughline.shop": order.shop, "throughline.order.id": order.orderId },
          ...{ "throughline.source": order.topic, "throughline.lane": order.lane },
        },
      });
      const isNew = yield* book.add({ ...order, traceparent: span.traceparent });
      span.end({ "throughline.result": isNew ? "accepted" : "duplicate" });
      return isNew;
    },
  };
}

/** Routes what is due, each order as a part of the trace it came in by. */
export async function routeTraced(
  outbox: Pick<Outbox, "routeDue">,
  tracing: Tracing | undefined,
  request: { now: number; limit: number; route: Route },
): Promise<number> {
  const { now, limit, route } = request;
  if (tracing === undefined) return outbox.routeDue(now, limit, route);
  const traces = createRoutingTraces(tracing);
  try {
    const routed = await outbox.routeDue(now, limit, (order) => traces.of(order, route(order)));
    traces.end();
    return routed;
  } catch (error) {
    traces.end("not_written");
    throw error;
  }
}

function createRoutingTraces(tracing: Tracing) {
  // The transaction may be run again from its start: an order then keeps the span it has.
  const spans = new Map<number, { span: Span; routing: Routing }>();
  return {
    of(order: DueOrder, routing: Routing): Routing {
      if (order.traceparent === null) return routing;
      const span =
        spans.get(order.ref)?.span ?? tracing.begin("route inbox", startOf(order, order.traceparent));
      spans.set(order.ref, { span, routing });
      return routing.kind === "routed" ? { ...routing, traceparent: span.traceparent } : routing;
    },
    end(failure?: string) {
      for (const { span, routing } of spans.values()) {
        const deliveries = routing.kind === "routed" ? routing.deliveries.length : undefined;
        const failed = routing.kind === "failed" ? "not_mapped" : failure;
        span.end({ "throughline.routing": routing.kind, "throughline.deliveries": deliveries }, failed);
      }
    },
  };
}

const startOf = ({ shop, orderId, lane }: DueOrder, parent: string): SpanStart => ({
  ...{ kind: "consumer", parent },
  attributes: {
    ...messageOf("inbox", "route", "process"),
    ...{ "throughline.shop": shop, "throughline.order.id": orderId, "throughline.lane": lane },
  },
});
