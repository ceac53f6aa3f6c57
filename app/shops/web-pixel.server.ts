import { randomBytes } from "node:crypto";
import { z } from "zod";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminGraphql } from "./installation.server.ts";
import { missingScopes, PIXEL_SCOPES } from "./scopes.ts";

export const WEB_PIXEL_CREATE = `#graphql
  mutation WebPixelCreate($settings: JSON!) {
    webPixelCreate(webPixel: { settings: $settings }) {
      webPixel {
        id
      }
      userErrors {
        code
        message
      }
    }
  }`;

export const WEB_PIXEL_UPDATE = `#graphql
  mutation WebPixelUpdate($id: ID!, $settings: JSON!) {
    webPixelUpdate(id: $id, webPixel: { settings: $settings }) {
      webPixel {
        id
      }
      userErrors {
        code
        message
      }
    }
  }`;

export const WEB_PIXEL_QUERY = `#graphql
  query WebPixel {
    webPixel {
      id
    }
  }`;

/** Why the web pixel is not active: a scope the shop does not grant, no answer that can be used, or Shopify's own code (NO_EXTENSION: it is not deployed). */
export type PixelProblem = "missing_scope" | "unavailable" | Uppercase<string>;

export interface WebPixels {
  /**
   * Makes sure that our web pixel is active in the shop and posts its hints here. Runs whenever a token is exchanged: creating, repairing and leaving alone are
   * the same call. A shop that did not grant the scopes, or an extension that is not deployed, is left without a pixel, and why is kept for Home.
   */
  ensure(shop: string, graphql: AdminGraphql): Promise<PixelProblem | undefined>;
  /** The shop an ingest token belongs to, or undefined. */
  shopOfToken(token: string): Promise<string | undefined>;
}

const SQL = {
  read: `SELECT ingest_token AS token, web_pixel_id AS id, scopes FROM shop WHERE domain = @shop`,
  giveToken: `UPDATE shop SET ingest_token = @token WHERE domain = @shop AND ingest_token IS NULL`,
  active: `UPDATE shop SET web_pixel_id = @id, web_pixel_problem = NULL WHERE domain = @shop AND uninstalled_at IS NULL`,
  refused: `UPDATE shop SET web_pixel_id = NULL, web_pixel_problem = @problem WHERE domain = @shop`,
  unknown: `UPDATE shop SET web_pixel_problem = @problem WHERE domain = @shop AND web_pixel_id IS NULL`,
  shopOfToken: `SELECT domain FROM shop WHERE ingest_token = @token AND uninstalled_at IS NULL`,
} as const;

const payload = z.object({
  webPixel: z.object({ id: z.string() }).nullish(),
  userErrors: z.array(z.object({ code: z.string().nullish(), message: z.string() })),
});
const created = z.object({ data: z.object({ webPixelCreate: payload }) });
const updated = z.object({ data: z.object({ webPixelUpdate: payload }) });
const queried = z.object({ data: z.object({ webPixel: z.object({ id: z.string() }).nullish() }) });

type Written = { kind: "active"; id: string } | { kind: "refused"; code: Uppercase<string> };

/** Web pixels through the Admin API. `endpoint` is the public address of `POST /collect`. */
export function createWebPixels(ledger: Ledger, endpoint: string, logger: Logger): WebPixels {
  const run = prepareAll(ledger, SQL);

  async function activate(graphql: AdminGraphql, known: string | null, settings: string): Promise<Written> {
    if (known !== null) {
      const written = await update(graphql, known, settings);
      if (written.kind === "active" || written.code !== "NOT_FOUND") return written;
    }
    const made = await create(graphql, settings);
    if (made.kind === "active" || made.code !== "TAKEN") return made;
    const existing = queried.parse(await ask(graphql, WEB_PIXEL_QUERY, {})).data.webPixel?.id;
    return existing === undefined ? made : update(graphql, existing, settings);
  }

  return {
    async ensure(shop, graphql) {
      const known = await ledger.write(function* () {
        yield* run.giveToken.change({ shop, token: randomBytes(24).toString("base64url") });
        return yield* run.read.get<{ token: string; id: string | null; scopes: string }>({ shop });
      });
      if (known === undefined) return undefined;
      const settings = JSON.stringify({ endpoint, token: known.token });
      const written = await activate(graphql, known.id, settings).catch((error: unknown) => {
        // A missing scope comes as an error of the whole request, and what is thrown differs.
        logger.warn({ shop, errorName: nameOf(error) }, "the web pixel could not be activated");
        return undefined;
      });
      if (written?.kind === "active") {
        await ledger.write(() => run.active.change({ shop, id: written.id }));
        return undefined;
      }
      const problem = lacksScope(known.scopes) ? "missing_scope" : (written?.code ?? "unavailable");
      if (problem === "unavailable") {
        // Whether it is active is not known: what was known stays.
        await ledger.write(() => run.unknown.change({ shop, problem }));
        return problem;
      }
      logger.warn({ shop, problem }, "the web pixel is not active");
      await ledger.write(() => run.refused.change({ shop, problem }));
      return problem;
    },
    shopOfToken: async (token) =>
      (await ledger.read(() => run.shopOfToken.get<{ domain: string }>({ token })))?.domain,
  };
}

async function create(graphql: AdminGraphql, settings: string): Promise<Written> {
  return written(created.parse(await ask(graphql, WEB_PIXEL_CREATE, { settings })).data.webPixelCreate);
}

async function update(graphql: AdminGraphql, id: string, settings: string): Promise<Written> {
  return written(updated.parse(await ask(graphql, WEB_PIXEL_UPDATE, { id, settings })).data.webPixelUpdate);
}

async function ask(
  graphql: AdminGraphql,
  document: string,
  variables: Record<string, unknown>,
): Promise<unknown> {
  return (await graphql(document, { variables })).json();
}

function written({ webPixel, userErrors }: z.output<typeof payload>): Written {
  if (webPixel != null) return { kind: "active", id: webPixel.id };
  return { kind: "refused", code: (userErrors[0]?.code?.toUpperCase() ?? "UNKNOWN") as Uppercase<string> };
}

/** Shopify's client throws Responses as well as errors. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "refused";
}

const lacksScope = (scopes: string) => missingScopes(scopes).some((scope) => PIXEL_SCOPES.includes(scope));
