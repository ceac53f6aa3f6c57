import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { signSessionToken } from "../../sandbox/shopify/access/session-token.ts";
import { API_KEY, API_SECRET } from "../../sandbox/world.ts";
import { PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const STRICT = { revision: "0", document: JSON.stringify({ consent: { policy: "strict" } }) };
const OTHER_SHOP = "somebody-else.myshopify.com";
const [OWN_ORDER, FOREIGN_ORDER] = [5001, 6001];

let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld();
  await world.order(OWN_ORDER);
  await world.order(FOREIGN_ORDER, { name: "#FOREIGN" }, OTHER_SHOP);
});
afterAll(() => world.close());

const PAGES = [
  ...[ROUTES.frame, ROUTES.home, ROUTES.connection, ROUTES.settings, ROUTES.settingsHistory(9)],
  ...[ROUTES.clickTest(), ROUTES.landing],
  ROUTES.order(String(OWN_ORDER)),
];

const audience = { shopDomain: SHOP, apiKey: API_KEY, apiSecret: API_SECRET, userId: "1" };

/** Every token that must open nothing. */
const BAD_TOKENS: [string, () => string | null][] = [
  ["no token", () => null],
  ["an expired token", () => world.shopify.sessionToken({ exp: Math.floor(Date.now() / 1000) - 60 })],
  ["a token for another app", () => world.shopify.sessionToken({ aud: "another-app" })],
  ["a token with a wrong signature", () => signSessionToken({ ...audience, apiSecret: "wrong" }, Date.now())],
  ["a token that is none", () => "nonsense"],
];

describe("a merchant", () => {
  it.each(PAGES)("may read %s", async (page) => {
    const response = await world.ask(page);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  it("may open the pages as documents in the admin's frame", async () => {
    for (const path of [
      ...[
        "/app",
        "/app/coverage",
        "/app/connection",
        "/app/settings",
        "/app/click-test",
        "/app/landing-page",
      ],
      `/app/orders/${OWN_ORDER}`,
    ]) {
      const response = await world.ask(world.document(path), null);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("<h1");
      expect(response.headers.get("content-security-policy")).toContain(`https://${SHOP}`);
    }
  });

  it("finds an order that never was, and another shop's order, equally unknown", async () => {
    for (const id of ["404404", String(FOREIGN_ORDER)]) {
      const response = await world.ask(ROUTES.order(id));
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ kind: "unknown" });
    }
  });

  it("sees no other shop's order on Home", async () => {
    const home = await (await world.ask(ROUTES.home)).text();
    expect(home).toContain(`#${OWN_ORDER}`);
    expect(home).not.toContain("FOREIGN");
  });

  it("is told inside the frame that an address is no page", async () => {
    const response = await world.ask(world.document("/app/nothing"), null);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("The app has no page at this address.");
  });
});

describe.each(BAD_TOKENS)("%s", (_name, token) => {
  it("reads nothing", async () => {
    for (const page of PAGES) {
      const response = await world.ask(page, token());
      expect(response.status).not.toBe(200);
      expect(await response.text()).not.toContain(String(OWN_ORDER));
    }
  });

  it("changes nothing", async () => {
    for (const intent of ["save", "test", "end_test_mode", "disconnect"]) {
      const response = await world.submit({ intent, pixelCode: PIXEL, token: TOKEN }, token());
      expect(response.status).not.toBe(200);
    }
    expect((await world.post(ROUTES.settings, STRICT, token())).status).not.toBe(200);
    const imported = { text: STRICT.document, revision: "0" };
    expect((await world.post(ROUTES.settingsImport, imported, token())).status).not.toBe(200);
    expect(await world.app.recordsOf(SHOP).pixels()).toEqual([]);
    expect(await world.app.recordsOf(SHOP).settings()).toEqual(DEFAULT_SETTINGS);
  });

  it("previews nothing", async () => {
    const fields = { order: String(OWN_ORDER), document: "{}" };
    const response = await world.post(ROUTES.preview, fields, token());
    expect(response.status).not.toBe(200);
    expect(await response.text()).not.toContain(String(OWN_ORDER));
  });

  it("sets nothing going", async () => {
    for (const path of [ROUTES.home, ROUTES.landing]) {
      const response = await world.post(path, { destination: "https://northpine.example" }, token());
      expect(response.status).not.toBe(200);
    }
  });
});

describe("somebody in another shop", () => {
  const foreign = () => signSessionToken({ ...audience, shopDomain: OTHER_SHOP }, Date.now());

  it("reads nothing of this one", async () => {
    for (const page of PAGES) {
      const response = await world.ask(page, foreign());
      expect(await response.text()).not.toContain(`#${OWN_ORDER}`);
    }
  });

  it("previews no order of this one", async () => {
    const response = await world.post(
      ROUTES.preview,
      { order: String(OWN_ORDER), document: "{}" },
      foreign(),
    );
    expect(await response.text()).not.toContain(String(OWN_ORDER));
  });

  it("changes nothing of this one", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN }, foreign());
    await world.post(ROUTES.settings, STRICT, foreign());
    await world.post(ROUTES.settingsImport, { text: STRICT.document, revision: "0" }, foreign());
    expect(await world.app.recordsOf(SHOP).pixels()).toEqual([]);
    expect(await world.app.recordsOf(SHOP).settings()).toEqual(DEFAULT_SETTINGS);
  });
});
