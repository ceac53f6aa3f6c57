import https from "node:https";
import { Webhook } from "standardwebhooks";
import { SECOND } from "../platform/clock.ts";
import { pinnedLookup, type PublicReach } from "../platform/public-lookup.server.ts";
import type { AlertWebhook } from "./alert-settings.ts";
import type { SendAnswer } from "./answer.ts";

/** One message to a shop's own address. */
export interface WebhookMessage {
  /** The same at every attempt: receivers drop what they had. */
  id: string;
  body: string;
}

/** Hands a message over. Never throws. */
export type PostWebhook = (
  webhook: AlertWebhook,
  message: WebhookMessage,
  now: number,
) => Promise<SendAnswer>;

/** How receivers are reached; tests bring their own. */
export interface WebhookReach extends PublicReach {
  /** A certificate that is believed beside the public ones. */
  ca?: string;
  deadlineMs?: number;
}

const DEADLINE_MS = 10 * SECOND;

/**
 * Posts over https only, to public addresses only: the name is resolved once, and the connection goes where it was checked to lead. Redirects are not followed and
 * answers are not read.
 */
export function createWebhookPost(reach: WebhookReach): PostWebhook {
  return async (webhook, message, now) => {
    const signal = AbortSignal.timeout(reach.deadlineMs ?? DEADLINE_MS);
    try {
      const url = new URL(webhook.url);
      if (url.protocol !== "https:") return { kind: "failed", why: "address_not_public" };
      const pinned = await Promise.race([pinnedLookup(url, reach), whenAborted(signal)]);
      if (typeof pinned === "string") return { kind: "failed", why: pinned };
      const headers = headersOf(webhook, message, now);
      const options = { method: "POST", lookup: pinned, signal, agent: false, headers, ca: reach.ca };
      return answerOf(await statusOf(url, options, message.body));
    } catch {
      return { kind: "failed", why: signal.aborted ? "too_slow" : "connection_failed" };
    }
  };
}

/** Standard Webhooks: signed with the secret, and for a while with the one before as well. */
function headersOf({ secret, previous }: AlertWebhook, { id, body }: WebhookMessage, now: number) {
  const secrets = previous !== undefined && previous.until > now ? [secret, previous.secret] : [secret];
  return {
    ...{ "Content-Type": "application/json", "User-Agent": "Throughline", "webhook-id": id },
    "Content-Length": Buffer.byteLength(body),
    "webhook-timestamp": Math.floor(now / SECOND),
    "webhook-signature": secrets.map((one) => new Webhook(one).sign(id, new Date(now), body)).join(" "),
  };
}

function statusOf(url: URL, options: https.RequestOptions, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, options, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    const closed = () => {
      reject(new Error("the connection closed without an answer"));
    };
    request.on("error", reject).once("close", closed).end(body);
  });
}

/** 410 says that nobody wants these messages any more. */
function answerOf(status: number): SendAnswer {
  const said = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: "accepted", said };
  return { kind: "refused", said, final: status === 410 };
}

/** A look-up can take longer than we wait, and cannot be called off. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => {
      reject(new Error("out of time"));
    });
  });
}
