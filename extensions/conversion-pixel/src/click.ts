import { read, type Store } from "./store.ts";

/** A click on an ad: TikTok's id, verbatim, and when the shopper landed, unix seconds. */
export interface Click {
  ttclid: string;
  clicked: number;
}

/** The newest click of this browser. */
export interface Clicks {
  /** Keeps a click unless a newer one is there; one that is there already keeps its time. */
  keep(click: Click): Promise<void>;
  newest(): Promise<Click | undefined>;
  forget(): Promise<void>;
}

const KEY = "_tt_pixel_click";

/** 30 days, as the storefront script keeps a click. */
const KEEP_SECONDS = 30 * 86_400;

/** Visible ASCII without braces, and no placeholder that was not filled in: what the server believes of URL-safe text (app/attribution/click-id.ts). */
const CLICK_ID = /^(?!_+CLICKID|__[A-Z][A-Z0-9_]*__$|%7B.*%7D$)[!-z|~]{1,1024}$/i;

/** The click id in a URL's query. Not through URLSearchParams, which turns a plus sign into a space. */
export function clickIdIn(search: string): string | undefined {
  const encoded = /[?&]ttclid=([^&]*)/.exec(search)?.[1] ?? "";
  try {
    const ttclid = decodeURIComponent(encoded);
    return CLICK_ID.test(ttclid) ? ttclid : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps clicks in the shop's local storage; where that refuses, in memory, which lasts as long as the page. */
export function keepClicks(storage: Store, seconds: () => number): Clicks {
  let memory: string | undefined;

  const newest = async (): Promise<Click | undefined> => {
    const text = memory ?? (await read(storage, KEY));
    const [clicked, ttclid] = /^(\d+) (.+)$/.exec(text)?.slice(1) ?? [];
    if (clicked === undefined || ttclid === undefined || !CLICK_ID.test(ttclid)) return undefined;
    const age = seconds() - Number(clicked);
    return age >= 0 && age < KEEP_SECONDS ? { ttclid, clicked: Number(clicked) } : undefined;
  };

  return {
    newest,
    async keep({ ttclid, clicked }) {
      const old = await newest();
      if (old && (old.ttclid === ttclid || old.clicked > clicked)) return;
      memory = `${clicked} ${ttclid}`;
      await storage.setItem(KEY, memory);
      memory = undefined;
    },
    async forget() {
      memory = undefined;
      await storage.removeItem(KEY);
    },
  };
}
