import type { Browser, Frame } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { AppWorld } from "../admin/app-world.ts";
import { startMarkedWorld } from "../admin/marked-world.ts";
import { barriersIn, NARROW, overflowIn, sitDown, WIDE, type Visitor } from "./visitor.ts";

let browser: Browser;
let world: AppWorld;
let visitor: Visitor;
beforeAll(async () => {
  [browser, world] = await Promise.all([launchBrowser(), startMarkedWorld()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
beforeEach(async () => {
  visitor = await sitDown(browser, world);
  return () => visitor.close();
});

/** Looks at what is there now, wide and narrow. */
async function expectNobodyKeptOut(frame: Frame): Promise<void> {
  for (const size of [WIDE, NARROW]) {
    await visitor.page.setViewportSize(size);
    expect(await barriersIn(frame)).toEqual([]);
    expect(await overflowIn(frame)).toEqual([]);
  }
}

const save = () => visitor.page.getByRole("button", { name: "Save" }).click();
/** The field that has the focus, and what it is described by. */
const focused = (frame: Frame) =>
  frame.evaluate(() => {
    const field = document.activeElement;
    const described = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    const text = described.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    return { invalid: field?.getAttribute("aria-invalid") ?? "", text };
  });

describe("a form that cannot be saved", () => {
  it("puts the focus into the field to correct, which says what is wrong: a pixel code", async () => {
    const frame = await visitor.open("/app/connection");
    await frame.getByLabel("Pixel code").fill("not a code!");
    await save();
    await frame.locator("[aria-invalid=true]:focus").waitFor();
    expect((await focused(frame)).text).toMatch(/letters and digits/);
    await expectNobodyKeptOut(frame);
  });

  it("does so for settings", async () => {
    const frame = await visitor.open("/app/settings");
    await frame.getByLabel("Wait for the browser").fill("61");
    await save();
    await frame.getByText("from 0 to 60").first().waitFor();
    await frame.locator(":is([aria-invalid=true], [tabindex='-1'], a, h2):focus").first().waitFor();
    await expectNobodyKeptOut(frame);
  });

  it("does so for an address", async () => {
    const frame = await visitor.open("/app/landing-page");
    await frame.getByLabel("Destination URL").fill("no address");
    await frame.getByLabel("Destination URL").press("Enter");
    await frame.locator("[aria-invalid=true]").waitFor();
    expect((await focused(frame)).invalid).toBe("true");
    await expectNobodyKeptOut(frame);
  });
});

describe("a dialog", () => {
  it("takes the focus, is left by Escape, and gives the focus back", async () => {
    const frame = await visitor.open("/app/connection");
    const opener = frame.getByRole("button", { name: "Disconnect" });
    await opener.focus();
    await opener.press("Enter");
    const dialog = frame.getByRole("dialog");
    await dialog.waitFor();
    await frame.waitForFunction(() => document.activeElement?.closest("dialog") != null);
    await expectNobodyKeptOut(frame);
    await visitor.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await frame.waitForFunction(() => document.activeElement?.textContent === "Disconnect");
  });
});

describe("a page", () => {
  it("that takes its time has an outline with its title", async () => {
    const frame = await visitor.open("/app/landing-page");
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await visitor.page.route(/_data=routes%2Fapp\.coverage/, async (route) => {
      await held;
      await route.continue();
    });
    await visitor.page.getByRole("link", { name: "Coverage", exact: true }).click();
    await frame.locator(".Polaris-SkeletonBodyText").first().waitFor();
    await frame.getByRole("heading", { level: 1, name: "Coverage" }).waitFor();
    await expectNobodyKeptOut(frame);
    goOn();
    await frame.locator(".Polaris-SkeletonBodyText").first().waitFor({ state: "detached" });
  });

  it("that broke says so, and what to do", async () => {
    const { recordsOf } = world.app;
    world.app.recordsOf = () => {
      throw new Error("broken for a test");
    };
    try {
      const frame = await visitor.open("/app/settings");
      await frame.getByText("This page could not be shown").waitFor();
      await expectNobodyKeptOut(frame);
    } finally {
      world.app.recordsOf = recordsOf;
    }
  });
});
