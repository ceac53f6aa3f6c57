import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import {
  createInstallation,
  SHOP_PROFILE_QUERY,
  type AdminGraphql,
} from "../../app/shops/installation.server.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { createUninstall } from "../../app/shops/uninstall.server.ts";
import { newDatabase, select } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const PROFILE = {
  name: "Northpine",
  url: "https://northpine.example",
  currencyCode: "EUR",
  ianaTimezone: "Europe/Berlin",
  billingAddress: { countryCodeV2: "DE" },
};
const vault = createVault([new Secret(randomBytes(32).toString("base64"))]);
const answering =
  (shop: unknown): AdminGraphql =>
  () =>
    Promise.resolve(Response.json({ data: { shop } }));

async function newInstallation() {
  const database = await newDatabase();
  const { ledger } = database;
  const clock = { now: 1_000 };
  const { record } = createInstallation(ledger, () => clock.now, createLogger("silent"));
  const { uninstalled } = createUninstall(
    ledger,
    createConnections(ledger, vault, () => clock.now),
  );
  const uninstall = (receivedAt: number, triggeredAt: number) =>
    ledger.write(() => uninstalled(SHOP, receivedAt, triggeredAt));
  const row = async () => (await select(database, "SELECT * FROM shop"))[0];
  return { clock, record, uninstall, row };
}

const WHOLE = {
  domain: SHOP,
  name: "Northpine",
  currency: "EUR",
  country: "DE",
  timezone: "Europe/Berlin",
  url: "https://northpine.example",
  scopes: "read_orders",
  installed_at: 1_000,
  uninstalled_at: null,
  ingest_token: null,
  web_pixel_id: null,
  web_pixel_problem: null,
  admin_problem: null,
  admin_status: null,
  admin_since: null,
  admin_tries: 0,
  admin_retry_at: null,
  set_up_due_at: null,
  set_up_tries: 0,
  click_seen_at: null,
  purchase_accepted_at: null,
};

describe("an installation", () => {
  it("is recorded with the shop's profile", async () => {
    const { record, row } = await newInstallation();
    await record(SHOP, "read_orders", answering(PROFILE));
    expect(await row()).toEqual(WHOLE);
  });

  it("may be recorded hourly: the date stays, the profile and the scopes follow", async () => {
    const { clock, record, row } = await newInstallation();
    await record(SHOP, "read_orders", answering(PROFILE));
    clock.now = 9_000;
    await record(SHOP, "read_orders,write_pixels", answering({ ...PROFILE, name: "Northpine & Co" }));
    expect(await row()).toEqual({ ...WHOLE, name: "Northpine & Co", scopes: "read_orders,write_pixels" });
  });

  it.each<[string, AdminGraphql]>([
    [
      "a thrown response",
      () => {
        throw new Response("", { status: 401 }) as unknown as Error;
      },
    ],
    ["a thrown error", () => Promise.reject(new Error("no network"))],
    ["an answer that is not JSON", () => Promise.resolve(new Response("<html>"))],
    ["an answer with errors", () => Promise.resolve(Response.json({ errors: [{ message: "Throttled" }] }))],
    ["a profile of another shape", answering({ name: 5 })],
  ])("is recorded, and loses nothing known, in spite of %s", async (_what, graphql) => {
    const { record, row } = await newInstallation();
    await record(SHOP, "read_orders", answering(PROFILE));
    await record(SHOP, "read_orders", (query) => Promise.resolve().then(() => graphql(query)));
    expect(await row()).toEqual(WHOLE);
  });

  it("may have no country", async () => {
    const { record, row } = await newInstallation();
    await record(SHOP, "", answering({ ...PROFILE, billingAddress: { countryCodeV2: null } }));
    expect(await row()).toMatchObject({ country: null, scopes: "" });
  });

  it("after an uninstallation starts anew", async () => {
    const { clock, record, uninstall, row } = await newInstallation();
    await record(SHOP, "read_orders", answering(PROFILE));
    await uninstall(2_000, 2_000);
    expect(await row()).toMatchObject({ uninstalled_at: 2_000 });
    clock.now = 3_000;
    await record(SHOP, "read_orders", answering(PROFILE));
    expect(await row()).toMatchObject({ installed_at: 3_000, uninstalled_at: null });
    await uninstall(3_100, 2_500);
    expect(await row()).toMatchObject({ uninstalled_at: null });
  });
});

const SCHEMA = new URL("../../.cache/shopify/admin_2026-10.json.gz", import.meta.url);

describe.runIf(existsSync(SCHEMA))("the profile query", () => {
  it("is valid on the genuine Admin schema and asks for nothing protected", async () => {
    const { validateDocument } = await import("../../sandbox/shopify/graphql/schema.ts");
    const { requiredAccess } = await import("../../sandbox/shopify/graphql/required-access.ts");
    expect(validateDocument(SHOP_PROFILE_QUERY)).toEqual([]);
    expect(requiredAccess(SHOP_PROFILE_QUERY)).toEqual([]);
    expect(validateDocument(SHOP_PROFILE_QUERY.replace("currencyCode", "curencyCode"))).toHaveLength(1);
  });
});
