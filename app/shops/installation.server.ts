import { z } from "zod";
import { MINUTE, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger, type Params, type Steps } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import { createAuditLog } from "../privacy/audit.server.ts";

/** What the Admin API tells of a shop: `currency` ISO 4217, `country` ISO 3166-1 alpha-2, `timezone` IANA, `url` where shoppers find it (http or https). */
type ShopProfile = Record<"name" | "currency" | "timezone" | "url", string> & { country: string | null };

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
  before: `SELECT uninstalled_at AS "uninstalledAt" FROM shop WHERE domain = @domain`,
  upsert: `
    INSERT INTO shop (domain, name, currency, country, timezone, url, scopes, installed_at)
    VALUES (@domain, @name, @currency, @country, @timezone, @url, @scopes, @now)
    ON CONFLICT (domain) DO UPDATE SET
      name = coalesce(excluded.name, shop.name), currency = coalesce(excluded.currency, shop.currency),
      country = coalesce(excluded.country, shop.country), timezone = coalesce(excluded.timezone, shop.timezone),
      url = coalesce(excluded.url, shop.url), scopes = excluded.scopes,
      installed_at = CASE WHEN shop.uninstalled_at IS NULL THEN shop.installed_at ELSE excluded.installed_at END, uninstalled_at = NULL`,
  profile: `
    UPDATE shop SET name = @name, currency = @currency, country = coalesce(@country, country), timezone = @timezone, url = @url
    WHERE domain = @domain AND uninstalled_at IS NULL`,
  scopes: `SELECT scopes FROM shop WHERE domain = @domain AND uninstalled_at IS NULL`,
  setScopes: `UPDATE shop SET scopes = @scopes, set_up_due_at = @now WHERE domain = @domain`,
  country: `SELECT country FROM shop WHERE domain = @shop`,
} as const;

/** What is recorded of a shop that has the app. */
export interface Installation {
  /**
   * Records that a shop has the app. Runs at install and whenever a token is exchanged, so it only ever says what is true now. A shop whose profile cannot be read
   * is recorded without it; resolves to whether it could.
   */
  record(domain: string, scopes: string, graphql: AdminGraphql): Promise<boolean>;
  /** Reads the profile again; resolves to whether it could. */
  renewProfile(domain: string, graphql: AdminGraphql): Promise<boolean>;
  /** What a token turned out to allow. News of it makes the set-up due. */
  keepScopes(domain: string, scopes: string): Promise<void>;
}

/** Installations on a ledger. */
export function createInstallation(ledger: Ledger, clock: Clock, logger: Logger): Installation {
  const run = prepareAll(ledger, SQL);
  const audit = createAuditLog(ledger);

  function* install(row: Params & { domain: string; now: number }): Steps<void> {
    const { domain: shop, now: at } = row;
    const before = yield* run.before.get<{ uninstalledAt: number | null }>(row);
    yield* run.upsert.change(row);
    if (before !== undefined && before.uninstalledAt === null) return;
    const action = before === undefined ? "installed" : "reinstalled";
    yield* audit.record({ shop, at, by: "app", fact: { action } });
  }

  const profileOf = (domain: string, graphql: AdminGraphql) =>
    readProfile(graphql).catch((error: unknown) => {
      logger.warn({ shop: domain, errorName: nameOf(error) }, "the shop's profile could not be read");
      return undefined;
    });
  return {
    async record(domain, scopes, graphql) {
      const profile = await profileOf(domain, graphql);
      const row = { ...(profile ?? UNKNOWN), domain, scopes, now: clock() };
      await ledger.write(() => install(row));
      return profile !== undefined;
    },
    async renewProfile(domain, graphql) {
      const profile = await profileOf(domain, graphql);
      if (profile === undefined) return false;
      await ledger.write(() => run.profile.change({ ...profile, domain }));
      return true;
    },
    async keepScopes(domain, scopes) {
      const known = await ledger.read(() => run.scopes.get<{ scopes: string }>({ domain }));
      if (known === undefined || sameScopes(known.scopes, scopes)) return;
      await ledger.write(() => run.setScopes.change({ domain, scopes, now: clock() }));
    },
  };
}

const UNKNOWN = { name: null, currency: null, country: null, timezone: null, url: null };

function sameScopes(one: string, other: string): boolean {
  const sorted = (scopes: string) => scopes.split(",").toSorted().join(",");
  return sorted(one) === sorted(other);
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
    country: shop.billingAddress.countryCodeV2,
    timezone: shop.ianaTimezone,
    url: shop.url,
  };
}

/** Shopify's client throws Responses as well as errors. */
function nameOf(error: unknown): string {
  if (error instanceof Response) return `HTTP ${error.status}`;
  return error instanceof Error ? error.name : "unknown";
}

/** How long a country is believed, and of how many shops: it is asked for with every order. */
const COUNTRY_KEPT = MINUTE;
const COUNTRIES_KEPT = 10_000;

/** Where a shop is, ISO 3166-1 alpha-2; undefined for a shop that has not opened the app. */
export function createShopCountry(
  ledger: Ledger,
  clock: Clock,
): (shop: string) => Promise<string | undefined> {
  const { country } = prepareAll(ledger, SQL);
  const kept = new Map<string, { country: string; until: number }>();
  return async (shop) => {
    const known = kept.get(shop);
    if (known !== undefined && clock() < known.until) return known.country;
    const row = await ledger.read(() => country.get<{ country: string | null }>({ shop }));
    if (row?.country == null) return undefined;
    if (kept.size >= COUNTRIES_KEPT) kept.clear();
    kept.set(shop, { country: row.country, until: clock() + COUNTRY_KEPT });
    return row.country;
  };
}
