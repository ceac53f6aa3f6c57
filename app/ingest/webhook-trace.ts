import type { Tracing } from "../platform/tracing.ts";
import type { ArrivalResult } from "./inbox.server.ts";
import type { WebhookHeaders } from "./signature.server.ts";
import type { Topic } from "./topics.ts";

/** A webhook's part of its order's trace: the request, and in it the commit. */
export interface WebhookTrace {
  traceId: string;
  /** Stored with the order: what becomes of it goes on from the commit. */
  traceparent: string | undefined;
  /** Follows the commit to its end. */
  during(commit: Promise<ArrivalResult>): Promise<ArrivalResult>;
}

/**
 * Begins a trace for a signed webhook; nobody else's request makes one. Always a new one: a `traceparent` that came with the request is anybody's.
 */
export function traceWebhook(
  tracing: Tracing,
  topic: Topic,
  { shop, webhookId }: WebhookHeaders,
): WebhookTrace {
  const route = `/webhooks/${topic}`;
  const request = tracing.begin(`POST ${route}`, {
    kind: "server",
    attributes: {
      ...{ "http.request.method": "POST", "http.route": route },
      ...{ "throughline.shop": shop, "throughline.webhook.id": webhookId },
    },
  });
  const commit = tracing.begin("commit inbox", {
    ...{ kind: "producer", parent: request },
    attributes: {
      ...{ "messaging.system": "throughline", "messaging.destination.name": "inbox" },
      ...{ "messaging.operation.name": "commit", "messaging.operation.type": "send" },
    },
  });
  return {
    traceId: request.traceId,
    traceparent: commit.traceparent,
    async during(committing) {
      try {
        const result = await committing;
        commit.end({ "throughline.result": result });
        request.end({ "http.response.status_code": 200 });
        return result;
      } catch (error) {
        commit.end({}, "not_stored");
        request.end({ "http.response.status_code": 503 }, "503");
        throw error;
      }
    },
  };
}
