import type { Secret } from "../platform/secret.ts";
import { SHUT } from "../platform/token-endpoint.server.ts";
import type { AdminTroubles } from "./admin-trouble.server.ts";
import { ShopShut, type AdminTokens } from "./admin-tokens.server.ts";
import type { AdminGraphql } from "./installation.server.ts";

/** An HTTP answer of the Admin API as it came, or why there is none. */
export type Answer = { status: number; retryAfter: string | null; body: string } | "no_token" | "unreachable";

/** Sends one question to a shop's Admin API. Never throws. */
export type Post = (shop: string, body: string) => Promise<Answer>;

/** The way of everything that works without a merchant to the Admin API of any shop. */
export interface AdminAccess {
  /** A token that was refused is renewed once, and a shop that is shut is left in peace: then its last refusal is the answer. */
  post: Post;
  /** The same in the shape of Shopify's client. What comes is an answer to a GraphQL question; everything else is thrown. */
  graphqlOf(shop: string): AdminGraphql;
}

/** Thrown by `graphqlOf` when the Admin API gave no answer. */
export class NoAdminAnswer extends Error {
  override readonly name = "NoAdminAnswer";
}

type TokenOf = (shop: string) => Promise<Secret | undefined>;

/** What reaching the Admin API needs. */
export interface AdminAccessOptions {
  /** Sends with whatever token it is given. */
  postWith: (tokenOf: TokenOf) => Post;
  tokens: Pick<AdminTokens, "tokenOf" | "afterRefusal">;
  troubles: Pick<AdminTroubles, "pauseOf" | "report" | "clear">;
}

/** Access with stored tokens. */
export function createAdminAccess({ postWith, tokens, troubles }: AdminAccessOptions): AdminAccess {
  async function note(shop: string, status: number): Promise<void> {
    if (status === 200) await troubles.clear(shop);
    else if (SHUT.includes(status)) await troubles.report(shop, { problem: "shut", status });
  }

  /** An answer stays one when it cannot be noted. */
  async function hear(shop: string, answer: Answer): Promise<Answer> {
    if (typeof answer !== "string") await note(shop, answer.status).catch(() => undefined);
    return answer;
  }

  /** Sends once. A shop that is shut to token requests is as shut as one that refuses the question; the tokens have noted it. */
  async function send(shop: string, body: string, tokenOf: TokenOf): Promise<Answer> {
    let shut: Answer | undefined;
    const sender = postWith(async () => {
      try {
        return await tokenOf(shop);
      } catch (error) {
        if (error instanceof ShopShut) shut = refusal(error.status);
        throw error;
      }
    });
    const answer = await sender(shop, body);
    return shut ?? hear(shop, answer);
  }

  const post: Post = async (shop, body) => {
    try {
      const pause = await troubles.pauseOf(shop);
      if (pause?.problem === "shut") return refusal(pause.status);
      let used: Secret | undefined;
      const first = await send(shop, body, async () => (used = await tokens.tokenOf(shop)));
      if (typeof first === "string" || first.status !== 401 || used === undefined) return first;
      // Shopify did nothing with a question whose token it refused.
      const refused = used;
      const second = await send(shop, body, () => tokens.afterRefusal(shop, refused));
      if (typeof second !== "string" && second.status === 401)
        await troubles.report(shop, { problem: "token_refused" }).catch(() => undefined);
      return second;
    } catch {
      // The database's trouble; the question may be asked again.
      return "unreachable";
    }
  };

  return {
    post,
    graphqlOf: (shop) => async (query, options) => {
      const answer = await post(shop, JSON.stringify({ query, variables: options?.variables ?? {} }));
      if (typeof answer === "string") throw new NoAdminAnswer(answer);
      if (answer.status !== 200) throw new NoAdminAnswer(`HTTP ${answer.status}`);
      return new Response(answer.body, { headers: { "content-type": "application/json" } });
    },
  };
}

const refusal = (status: number): Answer => ({ status, retryAfter: null, body: "" });
