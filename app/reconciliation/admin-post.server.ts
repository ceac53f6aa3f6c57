import type { Secret } from "../platform/secret.ts";
import type { HttpAnswer } from "./admin-answer.ts";

/** Sends one question to a shop's Admin API and gives the answer as it came. Never throws. */
export type AdminPost = (shop: string, body: string) => Promise<HttpAnswer | "no_token" | "unreachable">;

/** What sending needs. */
export interface AdminPostOptions {
  /** The platform's fetch, or the one that leads elsewhere (app/platform/shopify-fetch.server.ts). */
  fetch: typeof fetch;
  /** The shop's offline token, refreshed where that was due; undefined when there is none. */
  tokenOf: (shop: string) => Promise<Secret | undefined>;
  apiVersion: string;
  /** From asking to the last byte. */
  deadlineMs: number;
}

/**
 * Not Shopify's own client: that throws away `extensions.cost` of a refusal, turns HTTP refusals into thrown Responses and takes Retry-After's seconds for
 * milliseconds.
 */
export function createAdminPost({ fetch, tokenOf, apiVersion, deadlineMs }: AdminPostOptions): AdminPost {
  return async (shop, body) => {
    try {
      const token = await tokenOf(shop);
      if (token === undefined) return "no_token";
      const response = await fetch(`https://${shop}/admin/api/${apiVersion}/graphql.json`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-shopify-access-token": token.reveal() },
        body,
        // A token is for one host only.
        redirect: "manual",
        signal: AbortSignal.timeout(deadlineMs),
      });
      return {
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
        body: await response.text(),
      };
    } catch {
      return "unreachable";
    }
  };
}
