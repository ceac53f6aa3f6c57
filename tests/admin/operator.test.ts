import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPasses, PASS_LIFETIME } from "../../app/operator/pass.server.ts";
import { hashPassword } from "../../app/operator/password.server.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { change } from "../platform/temporary-database.ts";
import { eventually, PIXEL, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const PASSWORD = "a password that nobody guesses";
const OTHER = "somebody-else.myshopify.com";
const PAGES = [
  ...["/operator", "/operator?search=north", `/operator/shops/${SHOP}`, "/operator/shops/nobody.example"],
  ...["/operator/compare", `/operator/compare?one=${SHOP}&other=${OTHER}`, "/operator/door"],
  ...["/operator/sign-out", "/operator/anything"],
];

let world: AppWorld;
let cookie: string;

beforeAll(async () => {
  world = await startAppWorld({ operatorPasswordHash: await hashPassword(PASSWORD) });
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
  await world.order(7001, { name: "#SECRET-ORDER" });
  await world.order(8001, { name: "#<b>bold</b>" }, OTHER);
  await eventually(async () => (await world.app.recordsOf(SHOP).order("7001"))?.routedAt ?? undefined);
  await installed(OTHER);
  cookie = passIn(await signIn(PASSWORD));
});
afterAll(() => world.close());

/** A shop that asks for a click id. */
async function installed(shop: string): Promise<void> {
  const sql = "INSERT INTO shop (domain, installed_at) VALUES (@shop, 1)";
  await change(world.app.database, sql, { shop });
  const orders = { ...DEFAULT_SETTINGS.orders, requireClickId: true };
  await world.app.settings.save({
    ...{ shop, settings: { ...DEFAULT_SETTINGS, orders }, revision: 0, source: "command" },
  });
}

const OWN = { "sec-fetch-site": "same-origin" };

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = OWN) {
  const body = new URLSearchParams(fields);
  return fetch(world.url + path, { method: "POST", body, headers, redirect: "manual" });
}

const signIn = (password: string, headers?: Record<string, string>) =>
  post("/operator/sign-in", { password }, headers);

function passIn(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const open = (path: string, headers: Record<string, string>) =>
  fetch(world.url + path, { headers, redirect: "manual" });
const page = async (path: string, locale = "en") =>
  (await open(path, { cookie, "accept-language": locale })).text();

describe("the operator", () => {
  it("sees every shop with its state, in their own language", async () => {
    const list = await page("/operator");
    expect(list).toContain(SHOP);
    expect(list).toContain('<html lang="en"');
    expect(list).toContain("Last accepted by TikTok");
    expect(await page("/operator", "de")).toContain("Zuletzt von TikTok angenommen");
  });

  it("finds a shop by a part of its address", async () => {
    expect(await page(`/operator?search=${SHOP.slice(2, 8).toUpperCase()}`)).toContain(SHOP);
    expect(await page("/operator?search=%3Cb%3E")).toContain("No shop matches &quot;&lt;b&gt;&quot;.");
  });

  it("reads of one shop what its merchant reads, what waits, its settings and its log", async () => {
    const shop = await page(`/operator/shops/${SHOP}`);
    for (const text of ["What waits", "Latest activity", "All settings are the defaults.", "connected"])
      expect(shop).toContain(text);
    expect((await open("/operator/shops/nobody.example", { cookie })).status).toBe(404);
  });

  it("compares the settings of two shops", async () => {
    expect(await page(`/operator/compare?one=${SHOP}&other=${OTHER}`)).toContain("1 setting differs");
    expect(await page(`/operator/compare?one=${SHOP}&other=${SHOP}`)).toContain("the same settings");
    const unknown = await page(`/operator/compare?one=${SHOP}&other=nobody.example`);
    expect(unknown).toContain("There is no shop nobody.example.");
  });

  it("finds in the log who came to the door, and no password and no address", async () => {
    await signIn("wrong password 4711");
    const log = await page("/operator/door");
    expect(log).toContain("Wrong password");
    expect(log).toContain("Signed in");
    expect(log).not.toMatch(/4711|127\.0\.0\.1|::1/);
  });

  it("is out after signing out, and posts nothing from another site", async () => {
    const foreign = await post("/operator/sign-out", {}, { cookie, "sec-fetch-site": "cross-site" });
    expect(foreign.status).toBe(403);
    const out = await post("/operator/sign-out", {}, { cookie, ...OWN });
    expect(out.status).toBe(303);
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-throughline-operator=; .*Max-Age=0$/);
  });
});

describe("the operator's pages", () => {
  it.each(PAGES)("%s run no script, are in no frame, and are kept by nobody", async (path) => {
    const response = await open(path, { cookie });
    if (!(response.headers.get("content-type") ?? "").startsWith("text/html")) return;
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("script-src");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    const text = await response.text();
    expect(text).not.toMatch(/<script|cdn\.shopify/);
    expect(text).not.toContain(TOKEN);
  });

  /** Everybody who is not the operator. */
  const STRANGERS: [string, () => Record<string, string>][] = [
    ["nobody", () => ({})],
    [
      "a merchant with a good session token",
      () => ({ authorization: `Bearer ${world.shopify.sessionToken()}` }),
    ],
    ["a pass that was changed", () => ({ cookie: `${cookie.slice(0, -2)}xx` })],
    ["a pass that ended", () => ({ cookie: forged(Date.now() - PASS_LIFETIME - 1000) })],
    ["a pass of another installation", () => ({ cookie: forged(Date.now()) })],
    ["a pass without a signature", () => ({ cookie: `${cookie.split("=")[0]}=99999999999999.x.` })],
  ];

  it.each(STRANGERS)("show %s nothing but the way to the password", async (_who, headers) => {
    for (const path of PAGES) {
      const response = await open(path, headers());
      expect([path, response.status, response.headers.get("location")]).toEqual([
        path,
        303,
        "/operator/sign-in",
      ]);
      expect(await response.text()).toBe("");
    }
    const posted = await post("/operator/sign-out", {}, { ...headers(), ...OWN });
    expect([posted.status, posted.headers.get("set-cookie")]).toEqual([303, null]);
  });

  it("tell as little to a request for a page's data", async () => {
    const response = await open("/operator?_data=routes%2Foperator._index", {});
    expect([response.status, response.headers.get("x-remix-redirect"), await response.text()]).toEqual([
      ...[204, "/operator/sign-in", ""],
    ]);
  });

  it("open nothing of a merchant's", async () => {
    const response = await open("/app/settings?_data=routes%2Fapp.settings", { cookie });
    expect(await response.text()).not.toContain("consent.policy");
  });
});

describe("the door", () => {
  it("lets nobody in with another password, with none, or from another site's form", async () => {
    const refused = await signIn("another password");
    expect([refused.status, refused.headers.get("set-cookie")]).toEqual([401, null]);
    expect(await refused.text()).toContain("That is not the password.");
    expect((await post("/operator/sign-in", {})).status).toBe(401);
    for (const headers of [
      {},
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
    ]) {
      const response = await signIn(PASSWORD, headers);
      expect([response.status, response.headers.get("set-cookie")]).toEqual([403, null]);
    }
    expect((await signIn("x".repeat(5000))).status).toBe(413);
  });

  it("gives a cookie that no script reads and no other site sends, and only over https", async () => {
    const header = (await signIn(PASSWORD)).headers.get("set-cookie") ?? "";
    expect(header).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=28800$/);
  });
});

describe("without a password configured", () => {
  it("there is no operator's view at all", async () => {
    const plain = await startAppWorld();
    try {
      for (const path of [...PAGES, "/operator/sign-in"]) {
        const response = await fetch(plain.url + path, { redirect: "manual" });
        expect([path, response.status]).toEqual([path, 404]);
      }
    } finally {
      await plain.close();
    }
  });
});

function forged(now: number): string {
  const [name] = cookie.split("=");
  const [issued = ""] = createPasses(Buffer.from("another key"), () => now)
    .issue()
    .split(";");
  return `${name}=${issued.slice(issued.indexOf("=") + 1)}`;
}
