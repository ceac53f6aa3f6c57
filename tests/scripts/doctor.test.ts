/** The doctor in front of a whole deployment: the app's own webhook endpoint, both doubles, a real database. Then with one fault at a time. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { Platform, type Shop } from "../../sandbox/shopify/platform.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { examine, type Surroundings } from "../../scripts/doctor/examine.ts";
import { asJson, asText, isWell, type Finding } from "../../scripts/doctor/finding.ts";
import { API_SECRET, startApp, type RunningApp } from "../ingest/app-under-test.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";

const APP_URL = "https://app.throughline.shop";
const TIKTOK = "https://business-api.tiktok.com";
const API_KEY = "0123456789abcdef0123456789abcdef";
const SHOP = "cedar.myshopify.com";
const TOKEN = "a-token-of-tiktok";
const TOML = readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8")
  .replace(/^client_id = .*$/m, `client_id = "${API_KEY}"`)
  .replaceAll("https://throughline.example.com", APP_URL);

let app: RunningApp;
let tiktok: TikTokDouble;
let shop: Shop;
let key: string;
let around: Surroundings & { env: Record<string, string> };
const servers: Server[] = [];

beforeEach(async () => {
  [app, tiktok] = await Promise.all([startApp(), startTikTok({ port: 0, pixels: [] })]);
  const platform = new Platform({ apiKey: API_KEY, apiSecret: API_SECRET });
  shop = platform.open({
    shop: { domain: SHOP, handle: "cedar", name: "Cedar", url: "https://cedar.example" },
    scopes: ["read_orders"],
  });
  key = randomBytes(32).toString("base64");
  around = {
    env: {
      ...{ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: key, SHOPIFY_APP_URL: APP_URL },
      ...{ SHOPIFY_API_KEY: API_KEY, SHOPIFY_API_SECRET: API_SECRET },
    },
    fetch: (input, init) => reach(platform, input, init),
    clock: Date.now,
    declaration: TOML,
  };
  await app.change("INSERT INTO shop (domain, installed_at, scopes) VALUES (@shop, 1, 'read_orders')", {
    shop: SHOP,
  });
  const sealed = createVault([new Secret(key)]).seal(new Secret(TOKEN), `pixel-token:${SHOP}`);
  await app.change(
    "INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES (@shop, 'CPIXEL', @sealed, 1)",
    { shop: SHOP, sealed },
  );
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await tiktok.close();
});

/** The internet, of which three parts are on this machine. */
async function reach(platform: Platform, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const url = new Request(input, init).url;
  if (url.startsWith(APP_URL)) return fetch(url.replace(APP_URL, app.url), init);
  if (url.startsWith(TIKTOK)) return fetch(url.replace(TIKTOK, tiktok.url), init);
  const answer = await platform.fetch(input, init);
  return new Response(answer.body, { status: answer.status, headers: { date: new Date().toUTCString() } });
}

/** Where the tests' database lies, and that a test's server does not wait for the disk, is this machine's business. */
const NOT_HERE = ["disk", "durability"];
const trouble = async (): Promise<Finding[]> =>
  (await examine(around)).filter(({ verdict, about }) => verdict !== "ok" && !NOT_HERE.includes(about));

/** What is wrong, and nothing but that. */
async function onlyTrouble(): Promise<Finding> {
  const found = await trouble();
  expect(found).toHaveLength(1);
  return found[0] as Finding;
}

describe("the doctor", () => {
  test("finds nothing in a deployment that is well", async () => {
    const findings = await examine(around);
    expect(await trouble()).toEqual([]);
    expect(isWell(findings.filter(({ about }) => !NOT_HERE.includes(about)))).toBe(true);
    const said = new Set(findings.map(({ about }) => about));
    for (const about of [
      "configuration",
      "encryption key",
      "shopify.app.toml",
      "database",
      "durability",
      "tables",
      "worker",
    ])
      expect(said).toContain(about);
    for (const about of ["app's address", "Shopify", "TikTok", "TikTok tokens", "clock"])
      expect(said).toContain(about);
    expect(findings.at(-1)?.says).toMatch(/TikTok.*Shopify|Shopify.*TikTok/);
  });

  test("never prints a secret", async () => {
    around.env["ENCRYPTION_KEY"] = Buffer.alloc(32, 7).toString("base64");
    around.env["SHOPIFY_API_SECRET"] = "one secret with a space";
    const findings = await examine(around);
    for (const text of [asText(findings), asJson(findings)])
      for (const secret of [around.env["ENCRYPTION_KEY"], "one secret with a space", TOKEN, app.databaseUrl])
        expect(text).not.toContain(secret);
  });

  test("changes nothing in the database", async () => {
    const before = await app.rows("SELECT * FROM lease");
    await examine(around);
    expect(await app.rows("SELECT * FROM lease")).toEqual(before);
  });

  test("looks at the database even while the configuration is not complete", async () => {
    delete around.env["SHOPIFY_API_SECRET"];
    const findings = await examine(around);
    expect(findings).toContainEqual(
      expect.objectContaining({
        about: "configuration",
        verdict: "wrong",
        says: "SHOPIFY_API_SECRET is missing",
      }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ about: "tables", verdict: "ok" }));
  });
});

describe("a planted fault is found:", () => {
  test("a client secret that Shopify does not take", async () => {
    around.env["SHOPIFY_API_SECRET"] = "secret-of-another-app";
    expect(await onlyTrouble()).toMatchObject({ about: "Shopify", verdict: "wrong" });
  });

  test("a shop that is closed is only a warning", async () => {
    shop.state.standing = "frozen";
    expect(await onlyTrouble()).toMatchObject({ about: "Shopify", verdict: "warning" });
  });

  test.each([
    [200, "another program"],
    [302, "redirect"],
    [404, "another program"],
    [502, "does not run"],
  ])("an app's address that answers %i", async (status, words) => {
    const other = await answering(status);
    instead(APP_URL, other);
    const found = await onlyTrouble();
    expect(found).toMatchObject({ about: "app's address", verdict: "wrong" });
    expect(found.says).toContain(words);
  });

  test("an app's address where nothing listens", async () => {
    instead(APP_URL, "http://127.0.0.1:1/");
    expect(await onlyTrouble()).toMatchObject({ about: "app's address", verdict: "wrong" });
  });

  test("something else in TikTok's place", async () => {
    const other = await answering(200);
    instead(TIKTOK, other);
    expect(await onlyTrouble()).toMatchObject({ about: "TikTok", verdict: "wrong" });
  });

  test("a clock that is behind", async () => {
    around.clock = () => Date.now() - 60_000;
    const found = await trouble();
    expect(found.map(({ about }) => about)).toEqual(found.map(() => "clock"));
    expect(found).toHaveLength(ON_POSTGRESQL ? 3 : 2);
    expect(found[0]).toMatchObject({ verdict: "wrong" });
    expect(found[0]?.says).toMatch(/6\d seconds behind|59 seconds behind/);
  });

  test("tokens sealed with a key that is gone", async () => {
    around.env["ENCRYPTION_KEY"] = randomBytes(32).toString("base64");
    expect(await onlyTrouble()).toMatchObject({ about: "TikTok tokens", verdict: "wrong" });
    around.env["ENCRYPTION_KEY"] += `,${key}`;
    expect(await trouble()).toEqual([]);
  });

  test("no worker", async () => {
    const due = Date.now() - 3_600_000;
    await app.change("INSERT INTO sweep (shop, watermark, due_at) VALUES (@shop, 0, @due)", {
      shop: SHOP,
      due,
    });
    expect(await onlyTrouble()).toMatchObject({ about: "worker", verdict: "wrong" });
    // A shop without the app waits for nobody.
    await app.change("UPDATE shop SET uninstalled_at = 2");
    expect((await trouble()).map(({ about }) => about)).not.toContain("worker");
  });

  test("a migration that is missing", async () => {
    await app.change("DELETE FROM _prisma_migrations");
    expect(await onlyTrouble()).toMatchObject({ about: "tables", verdict: "wrong" });
  });

  test("a database of a newer version", async () => {
    await app.change("UPDATE _prisma_migrations SET migration_name = '29990101000000_future'");
    const found = await onlyTrouble();
    expect(found).toMatchObject({ about: "tables", verdict: "wrong" });
    expect(found.says).toContain("newer");
  });

  test("no database", async () => {
    around.env["DATABASE_URL"] = ON_POSTGRESQL
      ? app.databaseUrl.replace(/\/[^/?]+(\?|$)/, "/nowhere$1")
      : `${app.databaseUrl}.nowhere`;
    const found = await trouble();
    expect(found[0]).toMatchObject({ about: "database", verdict: "wrong" });
    expect(found[0]?.says).toMatch(/no such (file|database)/);
  });
});

/** Another server answers at that address. */
function instead(address: string, other: string): void {
  const usual = around.fetch;
  around.fetch = (input, init) =>
    new Request(input, init).url.startsWith(address) ? fetch(other, init) : usual(input, init);
}

/** The address of a server that always answers so. */
async function answering(status: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { location: "https://elsewhere.example/" }).end("hello");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? (address?.port ?? 0) : 0}/`;
}
