import { read, type Store } from "./store.ts";

/** Which hints this tab has sent. Shopify tells of a checkout every time the shopper enters it. */
export interface Sent {
  /** Whether the hint is still to be sent; from then on it is taken until it is released. */
  claim(mark: string): Promise<boolean>;
  release(mark: string): void;
  /** The server has the hint: later pages of this tab will not send it again. */
  confirm(mark: string): Promise<void>;
  forget(): Promise<void>;
}

const KEY = "_tt_pixel_sent";

/** More checkouts than anyone has open, and little to store. */
const MARKS = 20;

/** Keeps marks in the tab's session storage; where that refuses, only for the page. */
export function rememberSent(storage: Store): Sent {
  const onThisPage = new Set<string>();

  return {
    async claim(mark) {
      if (onThisPage.has(mark) || (await read(storage, KEY)).split("\n").includes(mark)) return false;
      onThisPage.add(mark);
      return true;
    },
    release(mark) {
      onThisPage.delete(mark);
    },
    async confirm(mark) {
      const marks = [...(await read(storage, KEY)).split("\n"), mark];
      await storage.setItem(KEY, marks.slice(-MARKS).join("\n"));
    },
    async forget() {
      onThisPage.clear();
      await storage.removeItem(KEY);
    },
  };
}
