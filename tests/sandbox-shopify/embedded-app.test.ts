import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, LogSeverity, type Session } from "@shopify/shopify-api";
import { shopifyApp } from "@shopify/shopify-app-remix/server";
import { afterEach, beforeEach, expect, it } from "vitest";
import { API_KEY, API_SECRET, SHOP, libraryFor, startWorld, type ShopWorld } from "./shop-world.ts";

const APP_URL = "http://localhost:9";
const BROWSER = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" };

let world: ShopWorld;
let sessions: Map<string, Session>;

beforeEach(async () => {
  world = await startWorld({ appUrl: APP_URL });
  sessions = new Map();
});

afterEach(() => world.close());

/** The app's side as shopify-app-remix builds it, with its calls sent to the double. */
function embeddedApp() {
  libraryFor(world.double);
  return shopifyApp({
    apiKey: API_KEY,
    apiSecretKey: API_SECRET,
    appUrl: APP_URL,
    apiVersion: ApiVersion.October26,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: { level: LogSeverity.Error, log: () => undefined },
    sessionStorage: {
      storeSession: (session) => Promise.resolve(sessions.set(session.id, session).size > 0),
      loadSession: (id) => Promise.resolve(sessions.get(id)),
      deleteSession: (id) => Promise.resolve(sessions.delete(id)),
      deleteSessions: () => Promise.resolve(true),
      findSessionsByShop: () => Promise.resolve([...sessions.values()]),
    },
  });
}

/** The address the admin's page gives its frame. */
async function framedUrl(): Promise<string> {
  const page = await (await fetch(world.double.adminUrl)).text();
  const src = /<iframe[^>]*\ssrc="([^"]+)"/.exec(page)?.[1] ?? "";
  return src.replaceAll("&amp;", "&");
}

it("an app built with Shopify's Remix library accepts the admin's request and reaches the Admin API", async () => {
  const request = new Request(await framedUrl(), { headers: BROWSER });
  const { admin, session } = await embeddedApp().authenticate.admin(request);
  const response = await admin.graphql("{ shop { myshopifyDomain } }");
  expect(await response.json()).toMatchObject({ data: { shop: { myshopifyDomain: SHOP } } });
  expect(sessions.get(`offline_${SHOP}`)?.refreshToken).toBe(session.refreshToken);
});

it("the same app sends a request with an old token to the page that fetches a new one", async () => {
  const request = new Request(await framedUrl(), { headers: BROWSER });
  const old = new URL(request.url);
  old.searchParams.set("id_token", world.double.sessionToken({ exp: 1 }));
  const answer: unknown = await embeddedApp()
    .authenticate.admin(new Request(old, { headers: BROWSER }))
    .catch((reason: unknown) => reason);
  expect(answer).toBeInstanceOf(Response);
  const location = new URL((answer as Response).headers.get("location") ?? "", APP_URL);
  expect(location.pathname).toBe("/auth/session-token");
  const reload = new URL(location.searchParams.get("shopify-reload") ?? "");
  expect(reload.origin + reload.pathname).toBe(`${APP_URL}/app`);
  expect(reload.searchParams.has("id_token")).toBe(false);
});

it("an uninstalled app finds its token dead", async () => {
  const request = new Request(await framedUrl(), { headers: BROWSER });
  const { admin } = await embeddedApp().authenticate.admin(request);
  world.double.state.uninstall();
  const answer: unknown = await admin.graphql("{ shop { name } }").catch((reason: unknown) => reason);
  expect(answer).toBeInstanceOf(Response);
  // The library sends a document request back for a fresh token, and blanks the one it holds.
  expect((answer as Response).status).toBe(302);
  expect(sessions.get(`offline_${SHOP}`)?.accessToken).toBeUndefined();
});
