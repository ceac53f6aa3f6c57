import type { IncomingMessage, ServerResponse } from "node:http";
import { createAllowance } from "../platform/allowance.server.ts";
import type { ClientAddress } from "../platform/client-address.server.ts";
import { MINUTE, type Clock } from "../platform/clock.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import { wasTold } from "../platform/database-watch.ts";
import { createGroupCommit, Overloaded } from "../platform/group-commit.ts";
import { loggedError } from "../platform/logged-error.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Tracing } from "../platform/tracing.ts";
import { requestIdFrom } from "../platform/request-context.server.ts";
import { Secret } from "../platform/secret.ts";
import { retryAfter } from "../platform/too-many.server.ts";
import type { Vault } from "../platform/vault.server.ts";
import type { Order } from "../orders/order.ts";
import type { Arrival, ArrivalResult, Inbox } from "./inbox.server.ts";
import { readIntake, type Intake } from "./intake.ts";
import { BodyTooLarge, createBodyReader, SenderGone } from "./request-body.server.ts";
import { bearsSignature, type VerifyWebhook, type WebhookHeaders } from "./signature.server.ts";
import { topicOfPath, type Topic } from "./topics.ts";
import { traceWebhook, type WebhookTrace } from "./webhook-trace.ts";
import { webhookBodyPurpose } from "../shops/sealed-places.ts";

export interface WebhookHandlerOptions {
  verify: VerifyWebhook;
  inbox: Inbox;
  vault: Vault;
  /** Resolves to what makes the stored form of a shop's order, JSON. */
  reducerOf(shop: string): Promise<(order: Order) => string>;
  clientAddress: ClientAddress;
  /** Called after something new was committed. */
  onArrival(): void;
  /** Called after each answer, with the milliseconds it took; `topic` is undefined where the path names none. */
  onAnswer?: ((topic: Topic | undefined, outcome: WebhookOutcome, milliseconds: number) => void) | undefined;
  clock: Clock;
  logger: Logger;
  /** Where the way of an order is told; there is none unless it is configured. */
  tracing?: Tracing | undefined;
}

/** What came of a webhook. */
export type WebhookOutcome =
  | "accepted"
  | "duplicate"
  | "unreadable"
  | "no_such_topic"
  | "wrong_method"
  | "bad_signature"
  | "bad_headers"
  | "too_large"
  | "sender_gone"
  | "busy"
  | "not_stored";

/** Those that are answered with 200, because the webhook is on disk. */
export const ACKNOWLEDGED: ReadonlySet<WebhookOutcome> = new Set(["accepted", "duplicate", "unreadable"]);

/** Answers one request for a path under /webhooks/. */
export type WebhookHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What the request is answered with: a status and, for a person reading along, why. */
interface Answer {
  status: 200 | 400 | 401 | 404 | 405 | 413 | 429 | 503;
  outcome: WebhookOutcome;
  message: string;
  /** When the sender may come back, in milliseconds. */
  waitMs?: number;
}

/** Orders of 500 lines stay below 2 MB. */
const BODIES = { one: 8 * 1024 * 1024, together: 64 * 1024 * 1024 };
/** Webhooks without a good signature that an address may send in a minute before it is told to wait. */
const UNSIGNED_PER_ADDRESS = 60;
/** Arrivals that may wait for one commit; beyond that Shopify is asked to come back. */
const MAX_WAITING = 2000;

/**
 * The webhook endpoint: verify, deduplicate, commit, answer. Nothing else happens inside the request (docs/decisions/0005); a 200 means that the
 * webhook is on disk.
 */
export function createWebhookHandler(options: WebhookHandlerOptions): WebhookHandler {
  const { verify, inbox, clientAddress, logger, tracing } = options;
  const group = createGroupCommit<Arrival, ArrivalResult>(inbox.commit, MAX_WAITING, isDatabaseTrouble);

  const readBody = createBodyReader(BODIES);
  const unsignedTries = createAllowance({ times: UNSIGNED_PER_ADDRESS, per: MINUTE });

  /** Only what is unsigned is counted, and only that is answered so: a good signature is good, whatever else comes from its address (docs/decisions/0024). */
  async function unsigned(request: IncomingMessage): Promise<Answer> {
    const excess = await unsignedTries.take(clientAddress(request));
    return excess === undefined
      ? { status: 401, outcome: "bad_signature", message: "the signature is missing or wrong" }
      : {
          status: 429,
          outcome: "bad_signature",
          message: "too many without a good signature",
          waitMs: excess.waitMs,
        };
  }

  async function answer(request: IncomingMessage, topic: Topic | undefined): Promise<Answer> {
    if (topic === undefined) return { status: 404, outcome: "no_such_topic", message: "no such webhook" };
    if (request.method !== "POST") return { status: 405, outcome: "wrong_method", message: "only POST" };

    // Shopify signs everything: what bears no signature is not even read.
    if (!bearsSignature(request.headers)) return unsigned(request);
    const body = await readBody(request);
    const verified = verify(body, request.headers);
    if (!verified.ok) {
      return verified.refusal === "bad_signature"
        ? unsigned(request)
        : { status: 400, outcome: "bad_headers", message: verified.detail };
    }
    const reduce = await options.reducerOf(verified.headers.shop);
    const trace = tracing && traceWebhook(tracing, topic, verified.headers);
    const arrival = arrivalOf(topic, verified.headers, body, { ...options, reduce, trace });
    const committing = group.submit(arrival);
    const result = await (trace?.during(committing) ?? committing);
    if (result === "accepted") options.onArrival();
    logArrival(arrival, result, trace, logger);
    const isRead = arrival.intake.kind !== "unreadable";
    return { status: 200, outcome: isRead ? result : "unreadable", message: result };
  }

  return async (request, response) => {
    const startedAt = performance.now();
    const topic = topicOfPath(pathOf(request));
    const { status, outcome, message, waitMs } = await answer(request, topic).catch(
      (error: unknown): Answer => failure(error, request, logger),
    );
    const headers: Record<string, string> = { "Content-Type": "text/plain; charset=utf-8" };
    if (status === 405) headers["Allow"] = "POST";
    if (status === 503) headers["Retry-After"] = "10";
    if (waitMs !== undefined) Object.assign(headers, retryAfter(waitMs));
    if (status === 413 || status === 429 || status === 503) headers["Connection"] = "close";
    const text = `${message}\n`;
    headers["Content-Length"] = String(Buffer.byteLength(text));
    response.writeHead(status, headers).end(text);
    options.onAnswer?.(topic, outcome, performance.now() - startedAt);
  };
}

interface ArrivalOptions extends Pick<WebhookHandlerOptions, "vault" | "clock" | "logger"> {
  reduce(order: Order): string;
  trace: WebhookTrace | undefined;
}

function arrivalOf(topic: Topic, headers: WebhookHeaders, body: Buffer, options: ArrivalOptions): Arrival {
  const intake = readSafely(topic, headers, body, options);
  const unreadable = intake.kind === "unreadable";
  // Base64, because an unreadable body need not be text.
  const sealedBody = unreadable
    ? options.vault.seal(new Secret(body.toString("base64")), webhookBodyPurpose(headers.shop))
    : undefined;
  const traceparent = options.trace?.traceparent;
  return { headers, intake, sealedBody, receivedAt: options.clock(), traceparent };
}

/** A body that breaks our own code is kept like one that is not JSON: the mistake is ours, the order is the merchant's. */
function readSafely(topic: Topic, headers: WebhookHeaders, body: Buffer, options: ArrivalOptions): Intake {
  if (headers.topic !== topic) return { kind: "unreadable", reason: "topic_does_not_match_path" };
  try {
    return readIntake(topic, body.toString("utf8"), options.reduce);
  } catch (error) {
    const { shop, webhookId } = headers;
    // Not the message: it may quote the order.
    const { type: errorName, stack } = loggedError(error);
    options.logger.error(
      { requestId: requestIdFrom(webhookId), shop, topic, errorName, stack },
      "a webhook could not be read",
    );
    return { kind: "unreadable", reason: "reading_failed" };
  }
}

function logArrival(
  { headers, intake }: Arrival,
  result: ArrivalResult,
  trace: WebhookTrace | undefined,
  logger: Logger,
): void {
  const { shop, topic, webhookId } = headers;
  const order = intake.kind === "order" ? { orderId: intake.orderId } : {};
  const traceId = trace?.traceId;
  const fields = { requestId: requestIdFrom(webhookId), shop, topic, ...order, result, traceId };
  if (intake.kind === "unreadable") logger.warn({ ...fields, reason: intake.reason }, "webhook kept unread");
  else logger.info(fields, "webhook accepted");
}

function failure(error: unknown, { headers }: IncomingMessage, logger: Logger): Answer {
  if (error instanceof BodyTooLarge)
    return { status: 413, outcome: "too_large", message: "the body is too large" };
  // Nobody reads this answer: Shopify sends the webhook again.
  if (error instanceof SenderGone)
    return { status: 400, outcome: "sender_gone", message: "the request ended early" };
  if (error instanceof Overloaded) return { status: 503, outcome: "busy", message: "too busy, try again" };
  // Of the database's trouble the log is told once, not for each webhook.
  if (wasTold(error)) return { status: 503, outcome: "not_stored", message: "not stored, try again" };
  // The signature covers the body only, and the body may not have been read: nothing else of the headers is told.
  const requestId = requestIdFrom(headers["x-shopify-webhook-id"]);
  logger.error({ requestId, err: error }, "a webhook could not be stored");
  return { status: 503, outcome: "not_stored", message: "not stored, try again" };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "").split("?", 1)[0] ?? "";
}
