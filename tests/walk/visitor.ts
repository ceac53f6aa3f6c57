/** A merchant at a browser, with the app in the admin's frame. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type axe from "axe-core";
import type { Browser, Frame, Page } from "playwright-core";
import type { Language } from "../../app/locales/language.ts";
import type { AppWorld } from "../admin/app-world.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Fonts of Shopify's own network are not there in a test. */
const UNREACHABLE = /ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|preload/;

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 320, height: 800 };

/** One page of the browser. */
export interface Visitor {
  page: Page;
  /** Opens a path of the app inside the admin, and waits until it has a heading and nothing is under way. */
  open(path: string, language?: Language): Promise<Frame>;
  frame(): Frame;
  /** What the browser complained of so far. */
  complaints: string[];
  close(): Promise<void>;
}

/** Sits a merchant down. */
export async function sitDown(browser: Browser, world: AppWorld): Promise<Visitor> {
  const page = await browser.newPage({ viewport: WIDE });
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !UNREACHABLE.test(message.text())) complaints.push(message.text());
  });
  const frame = (): Frame => {
    const found = page.frames().find((one) => one.name() === "app-iframe");
    if (found === undefined) throw new Error("the app's frame is not there");
    return found;
  };
  return {
    page,
    complaints,
    frame,
    async open(path, language = "en") {
      const join = path.includes("?") ? "&" : "?";
      await page.goto(`${world.shopify.adminUrl}${path}${join}locale=${language}`);
      await page.frameLocator("#app-frame").getByRole("heading", { level: 1 }).waitFor();
      await page.waitForLoadState("load");
      await frame().waitForFunction(() => "shopify" in window);
      return frame();
    },
    close: () => page.close(),
  };
}

/** What axe-core finds serious or critical in the app's frame: rule, and the elements. */
export async function barriersIn(frame: Frame): Promise<string[]> {
  // Evaluated by the debugger, which the page's own policy for scripts does not bind.
  await frame.evaluate(AXE);
  const violations = await frame.evaluate(async () => {
    const { axe: run } = window as unknown as { axe: typeof axe };
    return (await run.run(document, { resultTypes: ["violations"] })).violations.map(
      ({ id, impact, nodes }) => ({
        ...{ id, impact },
        nodes: nodes.map(({ target, html }) => ({ target: target.join(" "), html: html.slice(0, 160) })),
      }),
    );
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target} ${html}`));
}

/** What sticks out sideways. */
export async function overflowIn(frame: Frame): Promise<string[]> {
  return frame.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const outside = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    );
    return outside
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
  });
}
