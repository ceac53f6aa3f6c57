/**
 * The block in headless Chromium on a double of what Shopify gives it: `shopify.data`, `shopify.i18n` over the shipped catalogues, and the app's answer to its
 * request. Shopify's own components are unknown elements there, so what is proven is words, link and request, not looks.
 */
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";

const EXTENSION = new URL("../../extensions/order-receipt/", import.meta.url).pathname;
const ADMIN = "http://admin.example";

interface Catalogue {
  [name: string]: string | Catalogue;
}
const catalogue = (file: string) =>
  JSON.parse(readFileSync(`${EXTENSION}locales/${file}`, "utf8")) as Catalogue;
const english = catalogue("en.default.json");
const german = catalogue("de.json");

const keysOf = (words: Catalogue, path = ""): string[] =>
  Object.entries(words).flatMap(([name, part]) =>
    typeof part === "string" ? [path + name] : keysOf(part, `${path}${name}.`),
  );
const lines = Object.entries(english["line"] as Record<string, string>);

let browser: Browser;
let bundle: string;

beforeAll(async () => {
  browser = await launchBrowser();
  const { outputFiles } = await build({
    stdin: {
      contents: 'import start from "./src/block.tsx"; globalThis.start = start;',
      resolveDir: EXTENSION,
    },
    ...{ bundle: true, format: "iife", write: false, jsx: "automatic", jsxImportSource: "preact" },
  });
  bundle = outputFiles[0]?.text ?? "";
});
afterAll(() => browser.close());

interface Answer {
  status?: number;
  body: string;
}

/** Opens the order page: what the block says, where its link leads, and what it asked the app. */
async function show(answer: Answer, words = english, gid = "gid://shopify/Order/5001") {
  const page = await browser.newPage();
  const asked: string[] = [];
  await page.route(`${ADMIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: "<body></body>" });
    asked.push(pathname);
    return route.fulfill({
      status: answer.status ?? 200,
      contentType: "application/json",
      body: answer.body,
    });
  });
  await page.goto(`${ADMIN}/`);
  await page.evaluate(
    ({ words, gid }) => {
      const translate = (key: string) =>
        key.split(".").reduce((part: unknown, name) => (part as Record<string, unknown>)[name], words);
      Object.assign(globalThis, { shopify: { data: { selected: [{ id: gid }] }, i18n: { translate } } });
    },
    { words, gid },
  );
  await page.addScriptTag({ content: `${bundle}; start();` });
  await page.waitForFunction(() => document.querySelector("s-text") !== null);
  const said = await page.evaluate(() => ({
    heading: document.querySelector("s-admin-block")?.getAttribute("heading"),
    text: document.querySelector("s-text")?.textContent,
    link: document.querySelector("s-link")?.getAttribute("href") ?? undefined,
  }));
  await page.close();
  return { ...said, asked };
}

describe("the block on Shopify's order page", () => {
  it.each(lines)("says %s in one line", async (line, words) => {
    const { text, asked } = await show({ body: JSON.stringify({ line }) });
    expect(text).toBe(words);
    expect(asked).toEqual(["/app/orders/5001/line"]);
  });

  it("links to the receipt inside the admin, and to none for an order the app does not know", async () => {
    expect((await show({ body: '{"line":"counted"}' })).link).toBe("app:app/orders/5001");
    expect((await show({ body: '{"line":"unknown"}' })).link).toBeUndefined();
  });

  it.each<Answer>([{ status: 500, body: "" }, { body: '{"line":"quantum"}' }, { body: "<html>" }])(
    "claims nothing when the app's answer is %j",
    async (answer) => {
      expect((await show(answer)).text).toBe(english["failed"]);
    },
  );

  it("asks nothing about what is no order", async () => {
    const { text, asked, link } = await show({ body: "" }, english, "gid://shopify/Product/1");
    expect([text, asked, link]).toEqual([english["failed"], [], undefined]);
  });

  it("speaks German, and has every word of the English", async () => {
    const { text, heading } = await show({ body: '{"line":"counted"}' }, german);
    expect([heading, text]).toEqual(["TikTok-Kauf", "TikTok zählt diesen Kauf."]);
    expect(keysOf(german).sort()).toEqual(keysOf(english).sort());
  });

  it("is small", () => {
    expect(Buffer.byteLength(bundle)).toBeLessThan(64 * 1024);
  });
});
