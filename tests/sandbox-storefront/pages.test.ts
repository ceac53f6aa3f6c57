import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BEANIE, openShop, Visitor } from "./shop.ts";

let opened: Awaited<ReturnType<typeof openShop>>;

beforeAll(async () => {
  opened = await openShop({ appMetafields: () => ({ capture: { mode: { value: "regional" } } }) });
});
afterAll(() => opened.close());

const page = async (path: string, visitor = new Visitor(opened.shop.url)) => (await visitor.get(path)).text();
const body = (html: string) => html.slice(html.indexOf("<body"));

describe("the shop's pages", () => {
  test("are the same for every visitor, whatever the query, cookies or cart", async () => {
    const visitor = new Visitor(opened.shop.url);
    await visitor.postJson("/cart/add.js", { id: BEANIE, quantity: 7 });
    await visitor.postJson("/cart/update.js", { attributes: { ttclid: "E.C.P.secret" } });
    for (const path of ["/", "/products/cairn-beanie"]) {
      const known = await page(`${path}?ttclid=E.C.P.secret&_region=us`, visitor);
      expect(known).toBe(await page(path));
    }
  });

  test("ask for nothing outside the shop", async () => {
    for (const path of ["/", "/products/cairn-beanie", "/cart", `/nowhere`]) {
      expect(await page(path)).not.toMatch(/(?:src|href|url\()\s*=?\s*["']?(?:https?:)?\/\//);
    }
  });

  test("live under a locale's root too, with that root in their links and globals", async () => {
    const html = await page("/fr-ca/products/cairn-beanie");
    expect(html).toContain('"routes":{"root":"/fr-ca/"}');
    expect(html).toContain('action="/fr-ca/cart/add"');
    expect(html).toContain('<html lang="fr-CA">');
    expect(await page("/fr-ca")).toContain('href="/fr-ca/products/cairn-beanie"');
  });

  test("answer 404 to what does not exist, a file outside the theme's folder included", async () => {
    const visitor = new Visitor(opened.shop.url);
    for (const path of [
      "/products/nothing",
      "/cdn/shop/t/1/assets/..%2f..%2ftheme.ts",
      "/cdn/shop/t/1/assets/x.css",
    ]) {
      expect((await visitor.get(path)).status).toBe(404);
    }
  });

  test("leave a hop only when they are opened with a click id", async () => {
    const before = opened.journal.hops.length;
    await page("/?utm_source=tiktok");
    expect(opened.journal.hops).toHaveLength(before);
    await page("/?ttclid=E.C.P.abc");
    expect(opened.journal.hops.at(-1)).toMatchObject({
      name: "page_opened",
      detail: { url: `${opened.shop.url}/?ttclid=E.C.P.abc` },
    });
  });
});

describe("the theme app extension", () => {
  test("is rendered where each block's schema says, with settings, texts, metafields and asset paths", async () => {
    const html = await page("/");
    const head = html.slice(0, html.indexOf("</head>"));
    expect(head).toContain('name="fixture-greeting" content="Hello Ada"');
    expect(head).toContain('name="fixture-setting" content="steady"');
    expect(head).toContain('name="fixture-metafield" content="regional"');
    expect(body(html)).toContain("<style>.fixture { color: teal; }</style>");
    expect(html).not.toContain("section-block");
    const asset = /src="(\/cdn\/extensions\/[^"]+\/assets\/capture\.js)"/.exec(head)?.[1] ?? "";
    expect(await page(asset)).toContain("loadFeatures");
  });

  test("runs after the script that defines loadFeatures", async () => {
    const html = await page("/");
    expect(html.indexOf("load-features.js")).toBeGreaterThan(0);
    expect(html.indexOf("load-features.js")).toBeLessThan(html.indexOf("capture.js"));
  });

  test("never reaches the checkout", async () => {
    const visitor = new Visitor(opened.shop.url);
    const start = await visitor.get(`/cart/${BEANIE}:1`);
    const html = await page(start.headers.get("location") ?? "", visitor);
    expect(html).toContain("Pay now");
    expect(html).not.toContain("/cdn/extensions/");
  });

  test("is left out while the embed is off", async () => {
    const { shop, close } = await openShop();
    shop.embed.enabled = false;
    expect(await page("/", new Visitor(shop.url))).not.toContain("app block");
    await close();
  });

  test("may not exist yet", async () => {
    const { shop, close } = await openShop({ extensionRoot: join(import.meta.dirname, "no-such-folder") });
    expect(await page("/", new Visitor(shop.url))).toContain("Northpine");
    await close();
  });

  test("shows a broken template instead of hiding it", async () => {
    const { shop, close } = await openShop({
      appMetafields: () => {
        throw new Error("metafields broke");
      },
    });
    const response = await new Visitor(shop.url).get("/");
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("metafields broke");
    await close();
  });
});
