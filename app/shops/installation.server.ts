import { z } from "zod";
import type { Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
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

const SQL = {
  upsert: `
    INSERT INTO shop (domain, name, currency, country, timezone, url, scopes, installed_at)
    VALUES (@domain, @name, @currency, @country, @timezone, @url, @scopes, @now)
    ON CONFLICT (domain) DO UPDATE SET
      name = coalesce(excluded.name, shop.name), currency = coalesce(excluded.currency, shop.currency),
      country = coalesce(excluded.country, shop.country), timezone = coalesce(excluded.timezone, shop.timezone),
      url = coalesce(excluded.url, shop.url), scopes = excluded.scopes,
      installed_at = CASE WHEN shop.uninstalled_at IS NULL THEN shop.installed_at ELSE excluded.installed_at END, uninstalled_at = NULL`,
  country: `SELECT country FROM shop WHERE domain = @shop`,
} as const;

/**
 * Records that a shop has the app. Runs at install and whenever a token is exchanged, so it only ever says what is true now. A shop whose profile
 * cannot be read is recorded without it.
 */
export function createInstallation(ledger: Ledger, clock: Clock, logger: Logger) {
  const { upsert } = prepareAll(ledger, SQL);
  return async (domain: string, scopes: string, graphql: AdminGraphql): Promise<void> => {
    const profile = await readProfile(graphql).catch((error: unknown): ShopProfile => {
      logger.warn({ shop: domain, errorName: nameOf(error) }, "the shop's profile could not be read");
      return {};
    });
    const { name = null, currency = null, country = null, timezone = null, url = null } = profile;
    const row = { domain, scopes, name, currency, country, timezone, url, now: clock() };
    await ledger.write(() => upsert.change(row));
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
export function createShopCountry(ledger: Ledger): (shop: string) => Promise<string | undefined> {
  const { country } = prepareAll(ledger, SQL);
  return async (shop) => {
    const row = await ledger.read(() => country.get<{ country: string | null }>({ shop }));
    return row?.country ?? undefined;
  };
}
