import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LANGUAGES, type Language } from "../../app/locales/language.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { AD_ACCOUNTS } from "../../sandbox/world.ts";
import { startAppWorld, type AppWorld } from "../admin/app-world.ts";
import { barriersIn, NARROW, overflowIn, sitDown, WIDE, type Visitor } from "./visitor.ts";

/** The words that tell the states apart. */
const WORDS = {
  en: {
    ...{
      connect: "Connect with TikTok",
      restart: "Start again",
      denied: "You have not allowed access at TikTok",
    },
    ...{ choose: "Connect this pixel", missing: "Choose a pixel.", none: "This ad account has no pixel" },
  },
  de: {
    ...{
      connect: "Mit TikTok verbinden",
      restart: "Neu beginnen",
      denied: "Du hast den Zugriff bei TikTok nicht erlaubt",
    },
    ...{
      choose: "Dieses Pixel verbinden",
      missing: "Wähle ein Pixel.",
      none: "Dieses Werbekonto hat kein Pixel",
    },
  },
} as const satisfies Record<Language, object>;

let browser: Browser;
let world: AppWorld;
let visitor: Visitor;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  world = await startAppWorld({ advertisers: AD_ACCOUNTS, worker: false });
  visitor = await sitDown(browser, world);
  return async () => {
    await visitor.close();
    await world.close();
  };
});

async function expectNobodyKeptOut(frame: Frame): Promise<void> {
  for (const size of [WIDE, NARROW]) {
    await visitor.page.setViewportSize(size);
    expect(await barriersIn(frame)).toEqual([]);
    expect(await overflowIn(frame)).toEqual([]);
  }
  await visitor.page.setViewportSize(WIDE);
}

/** Presses the button that opens TikTok's consent page, and gives the tab it opens. */
async function consentPage(frame: Frame, words: string): Promise<Page> {
  const opened = visitor.page.context().waitForEvent("page");
  await frame.getByRole("button", { name: words }).click();
  return opened;
}

describe.each(LANGUAGES)("the way through TikTok's consent page, in %s", (language) => {
  const words = WORDS[language];
  let frame: Frame;
  beforeEach(async () => {
    frame = await visitor.open("/app/connection", language);
    await frame.getByRole("button", { name: words.connect }).waitFor();
  });

  it("keeps nobody out before it, while it is waited for, and after a no", async () => {
    await expectNobodyKeptOut(frame);
    const tab = await consentPage(frame, words.connect);
    await frame.getByRole("button", { name: words.restart }).waitFor();
    await expectNobodyKeptOut(frame);
    await tab.getByRole("button", { name: "Cancel" }).click();
    await frame.getByText(words.denied).waitFor();
    await expectNobodyKeptOut(frame);
    await tab.close();
  });

  it("keeps nobody out who chooses an ad account and a pixel, forgets to, or finds none", async () => {
    const tab = await consentPage(frame, words.connect);
    await tab.getByRole("button", { name: "Allow" }).click();
    await frame.getByText("Northpine web").waitFor();
    await expectNobodyKeptOut(frame);
    await frame.getByRole("button", { name: words.choose }).click();
    await frame.getByText(words.missing).waitFor();
    await expectNobodyKeptOut(frame);
    await frame.getByRole("combobox").selectOption(AD_ACCOUNTS[1].id);
    await frame.getByText(words.none).waitFor();
    await expectNobodyKeptOut(frame);
    await tab.close();
  });
});
