import type { Span, SpanAttributes, Tracing } from "../platform/tracing.ts";
import { messageOf } from "./order-trace.ts";
import type { Claimed, Settlement, SettlementTrace } from "./outbox.ts";
import type { Handover, Send } from "./turn.ts";

/** How deliveries are traced: what the request to the receiver is called, and what is said of it. */
export interface DeliveryTracing {
  tracing: Tracing;
  request: { name: string; attributes: SpanAttributes };
}

/** One batch's part of the traces of its orders. */
export interface TurnTrace {
  /** Tells of the request that `send` makes. */
  around(send: Send): Send;
  /** A settlement begins. */
  settling(settlement: Settlement): SettlementTrace | undefined;
  /** Nothing more comes of it. */
  broken(): void;
}

/** Begins the turn of each delivery of a batch in the trace of its own order. One request carries them all: it is told in the first one's trace, and the others link to it. */
export function traceTurn(options: DeliveryTracing, batch: readonly Claimed[]): TurnTrace | undefined {
  const { tracing, request } = options;
  const spans = new Map<number, Span>();
  for (const claimed of batch)
    if (claimed.traceparent !== null)
      spans.set(claimed.id, tracing.begin("deliver outbox", turnOf(claimed, claimed.traceparent)));
  const [first, ...others] = spans.values();
  if (first === undefined) return undefined;
  return {
    around: (send) => async (sent) => {
      const attributes = { ...request.attributes, "messaging.batch.message_count": sent.length };
      const span = tracing.begin(request.name, { kind: "client", parent: first, attributes });
      for (const other of others) other.link(span);
      const handover = await send(sent);
      const { answer, failure } = answerOf(handover);
      span.end(answer, failure);
      return handover;
    },
    settling(settlement) {
      const { id } = settlement.claimed;
      const span = spans.get(id);
      if (span === undefined) return undefined;
      const told = verdictOf(settlement);
      const settle = tracing.begin("settle outbox", {
        ...{ kind: "internal", parent: span },
        attributes: { ...messageOf("outbox", "settle", "settle"), ...told.attributes },
      });
      return {
        traceId: span.traceId,
        ended(held) {
          const failure = held === undefined ? "not_written" : held ? undefined : "lease_lost";
          settle.end({}, failure);
          span.end(told.attributes, failure ?? told.failure);
          spans.delete(id);
        },
      };
    },
    broken() {
      for (const span of spans.values()) span.end({}, "broken");
    },
  };
}

const turnOf = ({ shop, orderId, id, lane, attempts, pixelCode }: Claimed, parent: string) => ({
  ...{ kind: "consumer" as const, parent },
  attributes: {
    ...messageOf("outbox", "deliver", "process"),
    ...{ "throughline.shop": shop, "throughline.order.id": orderId, "throughline.delivery.id": id },
    ...{ "throughline.lane": lane, "throughline.attempt": attempts, "throughline.pixel": pixelCode },
  },
});

/** What the receiver said. Its message is not told: it may quote the event. */
function answerOf(handover: Handover): { answer: SpanAttributes; failure: string | undefined } {
  if (handover.kind !== "attempted")
    return { answer: { "throughline.outcome": handover.kind }, failure: handover.kind };
  const { outcome, answer } = handover.result;
  const { httpStatus, code, requestId } = answer;
  return {
    answer: {
      ...{ "http.response.status_code": httpStatus, "throughline.code": code },
      ...{ "throughline.outcome": outcome.kind, "throughline.receiver.request_id": requestId },
    },
    failure: outcome.kind === "delivered" ? undefined : outcome.kind,
  };
}

/** What an attempt came to for this delivery. */
function verdictOf({ step, attempt }: Settlement) {
  const outcome = attempt?.result.outcome.kind;
  const attributes: SpanAttributes = {
    ...{ "throughline.state": step.state, "throughline.reason": "reason" in step ? step.reason : undefined },
    ...{ "throughline.outcome": outcome, "throughline.code": attempt?.result.answer.code },
  };
  return { attributes, failure: outcome === "delivered" ? undefined : (outcome ?? "not_sent") };
}
