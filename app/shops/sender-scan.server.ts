import { createAllowance } from "../platform/allowance.server.ts";
import { MINUTE } from "../platform/clock.ts";
import { THE_INTERNET, type PublicReach } from "../platform/public-lookup.server.ts";
import { NotReached, visit } from "../platform/public-web.server.ts";
import { distinct, productPath, readContainer, readPage, type PageSender } from "./page-senders.ts";
import type { Findings, PageState, ScannedPage } from "./sender-verdict.ts";

/** What a scan needs to know. */
export interface ScanRequest {
  shop: string;
  /** Where shoppers find the shop; the myshopify domain where it is not known. */
  url: string | undefined;
  /** The codes of the connected pixels. */
  connected: readonly string[];
}

/** What came of asking for a scan; `busy` when the shop has asked too often. */
export type ScanAnswer = { kind: "scanned"; findings: Findings } | { kind: "busy"; retryAfterMs: number };

/** Reads the published storefront and says what in it sends to TikTok. Never throws. */
export type ScanSenders = (request: ScanRequest) => Promise<ScanAnswer>;

const DEADLINE_MS = 15_000;
/** Pages of shops are some hundred kilobytes; what sends to TikTok is in the head. */
const PAGE_BYTES = 3_000_000;
const MOST_HOPS = 5;
const MOST_CONTAINERS = 2;
/** A scan makes our server send some dozen requests. */
const PER_MINUTE = 4;

/** A page as far as it was read. */
interface Page {
  state: PageState;
  /** Where it was found after all redirects. */
  url: URL;
  text: string;
}

/** Scans, limited per shop. `web` is how the outside is reached; the real one by default. */
export function createSenderScan(web: PublicReach = THE_INTERNET): ScanSenders {
  const allowance = createAllowance({ times: PER_MINUTE, per: MINUTE });
  return async ({ shop, url, connected }) => {
    const excess = await allowance.take(shop);
    if (excess !== undefined) return { kind: "busy", retryAfterMs: excess.waitMs };
    const read = reader(web, AbortSignal.timeout(DEADLINE_MS));
    return { kind: "scanned", findings: await scan(read, storefront(shop, url), connected) };
  };
}

type Read = (url: URL) => Promise<Page>;

async function scan(read: Read, base: URL, connected: readonly string[]): Promise<Findings> {
  const home = await read(base);
  const product = productPath(home.text);
  const [productPage, cart] = await Promise.all([
    product === undefined ? undefined : read(new URL(product, home.url)),
    home.state === "read" ? read(new URL("/cart", home.url)) : undefined,
  ]);
  const pages = { home, product: productPage, cart };
  const read3 = Object.values(pages).flatMap((page) =>
    page?.state === "read" ? [readPage(page.text, connected)] : [],
  );
  const containers = [...new Set(read3.flatMap((one) => one.containers))].slice(0, MOST_CONTAINERS);
  const inContainers = await Promise.all(containers.map((id) => container(read, id, connected)));
  return {
    pages: Object.entries(pages).flatMap(([page, found]) =>
      found === undefined ? [] : [{ page: page as ScannedPage, state: found.state }],
    ),
    senders: distinct([...read3.flatMap(({ senders }) => senders), ...inContainers.flat()]),
    customPixels: [...new Set(read3.flatMap(({ customPixels }) => customPixels))],
  };
}

async function container(read: Read, id: string, connected: readonly string[]): Promise<PageSender[]> {
  const script = await read(new URL(`https://www.googletagmanager.com/gtm.js?id=${id}`));
  return readContainer(script.text, connected);
}

function storefront(shop: string, url: string | undefined): URL {
  return new URL(url !== undefined && URL.canParse(url) ? url : `https://${shop}/`);
}

/** Reads a page with its redirects, all under one deadline. */
function reader(web: PublicReach, signal: AbortSignal): Read {
  return async (start) => {
    let url = start;
    try {
      for (let hop = 0; hop < MOST_HOPS; hop++) {
        const { status, location, text } = await visit(url, { web, signal, mostBytes: PAGE_BYTES });
        if (location === undefined) return { state: stateOf(status, url), url, text };
        if (!URL.canParse(location, url)) throw new NotReached("not_a_web_address");
        url = new URL(location, url);
      }
    } catch {
      // A page that does not answer is told as such; the others may.
    }
    return { state: "not_reached", url, text: "" };
  };
}

function stateOf(status: number, { pathname }: URL): PageState {
  if (/^\/(?:[a-z-]{2,7}\/)?password\/?$/.test(pathname)) return "password";
  if (status === 404) return "not_found";
  return status < 400 ? "read" : "not_reached";
}
