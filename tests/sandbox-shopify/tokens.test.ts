import { HttpResponseError, RequestedTokenType } from "@shopify/shopify-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { API_KEY, API_SECRET, SHOP, libraryFor, offlineSession, startWorld } from "./shop-world.ts";
import type { Library, ShopWorld } from "./shop-world.ts";

let world: ShopWorld;
let library: Library;

beforeEach(async () => {
  world = await startWorld();
  library = libraryFor(world.double);
});

afterEach(() => world.close());

const endpoint = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${world.double.url}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

const exchangeBody = (subjectToken: string) => ({
  client_id: API_KEY,
  client_secret: API_SECRET,
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token: subjectToken,
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  expiring: "1",
});

const errorOf = async (response: Response) => ({
  status: response.status,
  error: ((await response.json()) as { error: string }).error,
});

const shopName = async (accessToken: string): Promise<number> => {
  const response = await fetch(`${world.double.url}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-shopify-access-token": accessToken },
    body: JSON.stringify({ query: "{ shop { name } }" }),
  });
  return response.status;
};

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "it succeeded",
    (error: unknown) => error,
  );
}

describe("token exchange", () => {
  it("gives Shopify's library an expiring offline session with a refresh token", async () => {
    const session = await offlineSession(library, world.double);
    const minutes = ((session.expires?.getTime() ?? 0) - Date.now()) / 60_000;
    const days = ((session.refreshTokenExpires?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(session).toMatchObject({ shop: SHOP, isOnline: false, id: `offline_${SHOP}` });
    expect(session.scope).toBe("read_orders,write_pixels,read_customer_events");
    expect(session.accessToken).toMatch(/^shpat_/);
    expect(Math.round(minutes)).toBe(60);
    expect(Math.round(days)).toBe(90);
  });

  it("gives a token without an end when expiring is not asked for", async () => {
    const session = await offlineSession(library, world.double, false);
    expect(session.expires).toBeUndefined();
    expect(session.refreshToken).toBeUndefined();
    world.clock.forward(400 * 86_400);
    expect(await shopName(session.accessToken ?? "")).toBe(200);
  });

  it("gives an online session that names the person", async () => {
    const { session } = await library.auth.tokenExchange({
      shop: SHOP,
      sessionToken: world.double.sessionToken(),
      requestedTokenType: RequestedTokenType.OnlineAccessToken,
    });
    expect(session.isOnline).toBe(true);
    expect(session.onlineAccessInfo?.associated_user.email).toBe(world.double.state.user.email);
  });

  it("refuses a session token that has expired on its own clock", async () => {
    const token = world.double.sessionToken();
    world.clock.forward(120);
    const error = await failure(
      library.auth.tokenExchange({
        shop: SHOP,
        sessionToken: token,
        requestedTokenType: RequestedTokenType.OfflineAccessToken,
        expiring: true,
      }),
    );
    expect(error).toBeInstanceOf(HttpResponseError);
    expect(error).toMatchObject({ response: { code: 400, body: { error: "invalid_subject_token" } } });
  });

  it.each([
    ["for another app", { aud: "another" }],
    ["for another shop", { dest: "https://another.myshopify.com" }],
    ["not valid yet", { nbf: Math.floor(Date.now() / 1000) + 600 }],
  ])("refuses a session token made %s", async (_, overrides) => {
    const response = await endpoint(exchangeBody(world.double.sessionToken(overrides)));
    expect(await errorOf(response)).toEqual({ status: 400, error: "invalid_subject_token" });
  });

  it("refuses a session token whose signature does not fit", async () => {
    const [head = "", , tail = ""] = world.double.sessionToken().split(".");
    const [, payload = ""] = world.double.sessionToken({ sub: "1" }).split(".");
    expect(await errorOf(await endpoint(exchangeBody(`${head}.${payload}.${tail}`)))).toMatchObject({
      error: "invalid_subject_token",
    });
    expect(await errorOf(await endpoint(exchangeBody("not a token")))).toMatchObject({
      error: "invalid_subject_token",
    });
  });

  it("refuses a wrong client secret and an unknown grant", async () => {
    const good = exchangeBody(world.double.sessionToken());
    expect(await errorOf(await endpoint({ ...good, client_secret: "wrong" }))).toMatchObject({
      error: "invalid_client",
    });
    expect(await errorOf(await endpoint({ ...good, grant_type: "password" }))).toMatchObject({
      error: "unsupported_grant_type",
    });
  });

  it("takes a form-encoded body as well", async () => {
    const response = await fetch(`${world.double.url}/admin/oauth/access_token`, {
      method: "POST",
      body: new URLSearchParams(exchangeBody(world.double.sessionToken())),
    });
    expect(response.status).toBe(200);
  });

  it("knows only its own shop", async () => {
    const good = exchangeBody(world.double.sessionToken());
    const response = await endpoint(good, { "x-forwarded-host": "another.myshopify.com" });
    expect(response.status).toBe(404);
  });
});

describe("refresh", () => {
  it("rotates both tokens and ends the old access token", async () => {
    const first = await offlineSession(library, world.double);
    const { session: second } = await library.auth.refreshToken({
      shop: SHOP,
      refreshToken: first.refreshToken ?? "",
    });
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await shopName(first.accessToken ?? "")).toBe(401);
    expect(await shopName(second.accessToken ?? "")).toBe(200);
  });

  it("lets a refresh token be used once", async () => {
    const { refreshToken = "" } = await offlineSession(library, world.double);
    await library.auth.refreshToken({ shop: SHOP, refreshToken });
    const error = await failure(library.auth.refreshToken({ shop: SHOP, refreshToken }));
    expect(error).toMatchObject({ response: { code: 400, body: { error: "invalid_grant" } } });
  });

  it("can be tried again until its replacement is used, where Shopify forgives a lost answer", async () => {
    world.double.state.tokens.forgivesLostRefreshes = true;
    const { refreshToken = "" } = await offlineSession(library, world.double);
    const refresh = (token: string) => library.auth.refreshToken({ shop: SHOP, refreshToken: token });
    const lost = (await refresh(refreshToken)).session;
    world.clock.forward(29 * 86_400);
    const kept = (await refresh(refreshToken)).session;
    expect(await shopName(lost.accessToken ?? "")).toBe(401);
    expect(await failure(refresh(lost.refreshToken ?? ""))).toMatchObject({ response: { code: 400 } });
    await refresh(kept.refreshToken ?? "");
    expect(await failure(refresh(refreshToken))).toMatchObject({
      response: { body: { error: "invalid_grant" } },
    });
  });

  it("is not forgiven for longer than thirty days", async () => {
    world.double.state.tokens.forgivesLostRefreshes = true;
    const { refreshToken = "" } = await offlineSession(library, world.double);
    await library.auth.refreshToken({ shop: SHOP, refreshToken });
    world.clock.forward(30 * 86_400 + 60);
    const error = await failure(library.auth.refreshToken({ shop: SHOP, refreshToken }));
    expect(error).toMatchObject({ response: { body: { error: "invalid_grant" } } });
  });

  it("works after the access token has expired, and not after ninety days", async () => {
    const session = await offlineSession(library, world.double);
    world.clock.forward(3601);
    expect(await shopName(session.accessToken ?? "")).toBe(401);
    const refreshed = await library.auth.refreshToken({
      shop: SHOP,
      refreshToken: session.refreshToken ?? "",
    });
    world.clock.forward(90 * 86_400 + 1);
    const error = await failure(
      library.auth.refreshToken({ shop: SHOP, refreshToken: refreshed.session.refreshToken ?? "" }),
    );
    expect(error).toMatchObject({ response: { body: { error: "invalid_grant" } } });
  });

  it("keeps one refreshable token per shop, and the earlier access token alive", async () => {
    const first = await offlineSession(library, world.double);
    const second = await offlineSession(library, world.double);
    const error = await failure(
      library.auth.refreshToken({ shop: SHOP, refreshToken: first.refreshToken ?? "" }),
    );
    expect(error).toMatchObject({ response: { body: { error: "invalid_grant" } } });
    expect(await shopName(first.accessToken ?? "")).toBe(200);
    expect(await shopName(second.accessToken ?? "")).toBe(200);
  });

  it("moves a token without an end to an expiring one, once", async () => {
    const { accessToken = "" } = await offlineSession(library, world.double, false);
    const migration = { shop: SHOP, nonExpiringOfflineAccessToken: accessToken };
    const { session } = await library.auth.migrateToExpiringToken(migration);
    expect(session.refreshToken).toMatch(/^shprt_/);
    expect(await shopName(accessToken)).toBe(401);
    expect(await failure(library.auth.migrateToExpiringToken(migration))).toMatchObject({
      response: { body: { error: "invalid_subject_token" } },
    });
  });

  it("ends everything at uninstall", async () => {
    const session = await offlineSession(library, world.double);
    world.double.state.uninstall();
    expect(await shopName(session.accessToken ?? "")).toBe(401);
    const error = await failure(
      library.auth.refreshToken({ shop: SHOP, refreshToken: session.refreshToken ?? "" }),
    );
    expect(error).toMatchObject({ response: { code: 400 } });
  });
});
