/** Somebody who has a keyboard and no mouse. */
import { expect } from "vitest";
import type { Locator, Page } from "playwright-core";

/** More stops than any page of the app has before what is looked for. */
const MOST_STOPS = 120;

/** The keys, and what they are pressed for. */
export interface Keyboard {
  /** How many things were operated. */
  steps: number;
  /** Tab by Tab to something, which then shows that it has the focus. */
  reach(what: Locator): Promise<void>;
  /** Goes there and presses Enter. */
  press(what: Locator): Promise<void>;
  /** Goes there and presses the space bar. */
  tick(what: Locator): Promise<void>;
  /** Goes there and types. */
  type(what: Locator, text: string): Promise<void>;
}

/** The keyboard of a page. */
export function keyboardOf(page: Page): Keyboard {
  async function reach(what: Locator): Promise<void> {
    await what.waitFor();
    for (let stop = 0; stop <= MOST_STOPS; stop += 1) {
      if (await hasFocus(what)) return expectVisibleFocus(page, what);
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never came to ${String(what)}`);
  }
  const keyboard: Keyboard = {
    steps: 0,
    reach,
    async press(what) {
      await reach(what);
      keyboard.steps += 1;
      await page.keyboard.press("Enter");
    },
    async tick(what) {
      await reach(what);
      keyboard.steps += 1;
      await page.keyboard.press("Space");
    },
    async type(what, text) {
      await reach(what);
      keyboard.steps += 1;
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.type(text);
    },
  };
  return keyboard;
}

/** Whether keys go there; also where it is in a frame that has the focus or not. */
function hasFocus(what: Locator): Promise<boolean> {
  return what.evaluate((element) => {
    const { ownerDocument: page } = element;
    return page.hasFocus() && page.activeElement === element;
  });
}

/** Looks at the pixels: with the focus it is another picture than without. */
async function expectVisibleFocus(page: Page, what: Locator): Promise<void> {
  const picture = async () => {
    const box = await what.boundingBox();
    if (box === null) return undefined;
    const edge = 6;
    const clip = { x: Math.max(box.x - edge, 0), y: Math.max(box.y - edge, 0) };
    const size = { width: box.width + 2 * edge, height: box.height + 2 * edge };
    return (await page.screenshot({ clip: { ...clip, ...size }, animations: "disabled" })).toString("base64");
  };
  const withFocus = await picture();
  await what.evaluate((element) => {
    (element as HTMLElement).blur();
  });
  const without = await picture();
  await what.evaluate((element) => {
    (element as HTMLElement).focus();
  });
  expect(withFocus === without, `the focus cannot be seen on ${String(what)}`).toBe(false);
}
