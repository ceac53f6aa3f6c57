import { z } from "zod";
import type { Clock } from "../platform/clock.ts";
import type { Sqlite } from "../platform/database.server.ts";
import type { Logger } from "../platform/logger.server.ts";

/** What the Admin API tells of a shop. `currency` ISO 4217, `country` ISO 3166-1 alpha-2, `timezone` IANA. */
export interface ShopProfile {
  name?: string | undefined;
  currency?: string | undefined;
  country?: string | undefined;
  timezone?: string | undefined;
  /** Where shoppers find the shop: http or https. */
  url?: string | undefined;
}

/** Asks the Admin API one question. */
export type AdminGraphql = (
  query: string,
  options?: { variables: Record<string, unknown> },
) => Promise<Response>;

export const SHOP_PROFILE_QUERY = `#graphql
  query ShopProfile {
    shop {
      name
      currencyCode
      ianaTimezone
      url
      billingAddress {
        countryCodeV2
      }
    }
  }`;

const SQL = `
  INSERT INTO shop (domain, name, currency, country, timezone, url, scopes, installed_at)
  VALUES (@domain, @name, @currency, @country, @timezone, @url, @scopes, @now)
  ON CONFLICT (domain) DO UPDATE SET
    name = coalesce(excluded.name, name), currency = coalesce(excluded.currency, currency),
    country = coalesce(excluded.country, country), timezone = coalesce(excluded.timezone, timezone),
    url = coalesce(excluded.url, url), scopes = excluded.scopes,
    installed_at = iif(uninstalled_at IS NULL, installed_at, excluded.installed_at), uninstalled_at = NULL`;

/**
 * Records that a shop has the app. Runs at install and whenever a token is exchanged, so it only ever says what is true now. A shop whose profile
 * cannot be read is recorded without it.
 */
export function createInstallation(sqlite: Sqlite, clock: Clock, logger: Logger) {
  const upsert = sqlite.prepare(SQL);
  return async (domain: string, scopes: string, graphql: AdminGraphql): Promise<void> => {
    const profile = await readProfile(graphql).catch((error: unknown): ShopProfile => {
      logger.warn({ shop: domain, errorName: nameOf(error) }, "the shop's profile could not be read");
      return {};
    });
    const { name = null, currency = null, country = null, timezone = null, url = null } = profile;
    upsert.run({ domain, scopes, name, currency, country, timezone, url, now: clock() });
  };
}

const answerSchema = z.object({
  data: z.object({
    shop: z.object({
      name: z.string(),
      currencyCode: z.string(),
      ianaTimezone: z.string(),
      url: z.url({ protocol: /^https?$/ }),
      billingAddress: z.object({ countryCodeV2: z.string().nullable() }),
    }),
  }),
});

async function readProfile(graphql: AdminGraphql): Promise<ShopProfile> {
  const response = await graphql(SHOP_PROFILE_QUERY);
  const { shop } = answerSchema.parse(await response.json()).data;
  return {
    name: shop.name,
    currency: shop.currencyCode,
    country: shop.billingAddress.countryCodeV2 ?? undefined,
    timezone: shop.ianaTimezone,
    url: shop.url,
  };
}

/** Shopify's client throws Responses as well as errors. */
function nameOf(error: unknown): string {
  if (error instanceof Response) return `HTTP ${error.status}`;
  return error instanceof Error ? error.name : "unknown";
}

/** Where a shop is, ISO 3166-1 alpha-2; undefined for a shop that has not opened the app. */
export function createShopCountry(sqlite: Sqlite): (shop: string) => string | undefined {
  const country = sqlite.prepare(`SELECT country FROM shop WHERE domain = ?`).pluck();
  return (shop) => (country.get(shop) as string | null | undefined) ?? undefined;
}
