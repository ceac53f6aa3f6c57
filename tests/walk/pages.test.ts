import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../app/locales/language.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { startAppWorld, type AppWorld } from "../admin/app-world.ts";
import { startMarkedWorld } from "../admin/marked-world.ts";
import { builtRoutes, OUTSIDE_THE_ADMIN, queriesOf } from "../admin/route-map.ts";
import { barriersIn, NARROW, overflowIn, sitDown, WIDE, type Visitor } from "./visitor.ts";

const pages = (await builtRoutes())
  .filter((route) => route.isPage && OUTSIDE_THE_ADMIN[route.id] === undefined && route.id !== "routes/app")
  .flatMap((route) =>
    queriesOf(route).map((query) => (query === "" ? route.path : `${route.path}?${query}`)),
  );

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each([
  ["a shop that has just installed the app", () => startAppWorld({ worker: false })],
  ["a shop with orders, troubles and odd names", () => startMarkedWorld()],
])("in %s", (_state, start) => {
  let world: AppWorld;
  let visitor: Visitor;
  beforeAll(async () => {
    world = await start();
    visitor = await sitDown(browser, world);
  });
  afterAll(async () => {
    await visitor.close();
    await world.close();
  });

  describe.each(LANGUAGES)("in %s", (language) => {
    it.each(pages)("%s keeps nobody out, wide or narrow", async (path) => {
      visitor.complaints.length = 0;
      await visitor.page.setViewportSize(WIDE);
      const frame = await visitor.open(path, language);
      expect(await frame.evaluate(() => document.documentElement.lang)).toBe(language);
      expect(await frame.locator("h1").count()).toBe(1);
      expect(await frame.title()).not.toMatch(/^(?:Throughline)?$/);
      expect(await barriersIn(frame)).toEqual([]);
      expect(await frame.locator("[data-owned]").count()).toBe(0);
      await visitor.page.setViewportSize(NARROW);
      expect(await barriersIn(frame)).toEqual([]);
      expect(await overflowIn(frame)).toEqual([]);
      expect(visitor.complaints.filter((line) => !/status of 404/.test(line))).toEqual([]);
    });
  });
});
