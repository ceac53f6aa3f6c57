/**
 * What a shopper waits for because of us: Lighthouse's mobile test of the sandbox's theme, with our theme app extension and web pixel and without them, in turn.
 * The address is an ad's, in a region where nobody has to be asked: the case in which the script has the most to do.
 */
import lighthouse, { type Flags } from "lighthouse";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "../sandbox/browser.ts";
import { freePorts } from "../sandbox/free-ports.ts";
import { Journal } from "../sandbox/journal.ts";
import { adLink, freshClickId } from "../sandbox/sandbox.ts";
import { startStorefront, type Storefront } from "../sandbox/storefront/storefront.ts";
import { API_SECRET, SHOP } from "../sandbox/world.ts";
import type { BenchResult } from "./bench.ts";
import { median } from "./rounds.ts";

/** Shopify asks of an app that a shop's score drops by no more than ten points; we ask for one. */
const POINTS = 1;
const RUNS = 5;
const PAGES = { home: "/", product: "/products/ridge-flannel-shirt" };
const folder = (name: string) => fileURLToPath(new URL(`../extensions/${name}`, import.meta.url));

/** The audits with a weight in the performance score, and the two that count what is loaded. */
const AUDITS = [
  ...["first-contentful-paint", "largest-contentful-paint", "speed-index"],
  ...["total-blocking-time", "cumulative-layout-shift", "total-byte-weight", "network-requests"],
];
const MEASURES = ["score", "TBT ms", "LCP ms", "CLS", "bytes", "requests"] as const;
type Measures = Record<(typeof MEASURES)[number], number>;

/** Shops that differ in nothing but our extension, and a browser that Lighthouse steers. */
interface Stage {
  withUs: Storefront;
  without: Storefront;
  debuggingPort: number;
}

/** The largest drop of the performance score, beside the goal; a table for every page. */
export async function storefront(): Promise<BenchResult> {
  const debuggingPort = await freePorts();
  const [withUs, without] = await Promise.all([openShop(true), openShop(false)]);
  const browser = await launchBrowser(debuggingPort);
  try {
    const stage = { withUs, without, debuggingPort };
    // The first of all finds caches cold and code not compiled.
    await measure(stage, withUs, "/");
    const drops: Measures[] = [];
    for (const [name, path] of Object.entries(PAGES)) drops.push(await compare(stage, name, path));
    const value = Math.max(...drops.map(({ score }) => -score), 0);
    const detail = Object.fromEntries(
      MEASURES.slice(1).map((one) => [one, Math.max(...drops.map((page) => page[one]))]),
    );
    const unit = "points of Lighthouse's performance score lost, of 100";
    return { name: "storefront", value, unit, floor: POINTS, ratio: value / POINTS, detail };
  } finally {
    await browser.close();
    await Promise.all([withUs.close(), without.close()]);
  }
}

async function openShop(ours: boolean): Promise<Storefront> {
  const nowhere = "http://localhost:1";
  const settings = { endpoint: `${nowhere}/collect`, token: "0".repeat(64) };
  const shop = await startStorefront({
    ...{ port: 0, journal: new Journal(), extensionRoot: folder("click-capture") },
    shopify: { shop: SHOP, apiSecret: API_SECRET, webhookTarget: nowhere, apiVersion: "2026-10" },
    ...(ours ? { webPixel: { extensionRoot: folder("conversion-pixel"), settings: () => settings } } : {}),
  });
  shop.embed.enabled = ours;
  shop.privacy.region = "us";
  return shop;
}

/** Both shops in turn, so that both meet the same weather; how much the medians differ. */
async function compare(stage: Stage, name: string, path: string): Promise<Measures> {
  const ours: Measures[] = [];
  const bare: Measures[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(await measure(stage, stage.without, path));
    ours.push(await measure(stage, stage.withUs, path));
  }
  process.stdout.write(`\n${name}: median (least to most) of ${RUNS} runs\n`);
  const differences = MEASURES.map((one) => {
    const [without, withUs] = [bare, ours].map((runs) => runs.map((run) => run[one]));
    const difference = median(withUs ?? []) - median(without ?? []);
    const words = [`without ${spread(without ?? [])}`, `with ${spread(withUs ?? [])}`, tidy(difference)];
    process.stdout.write(`${one.padEnd(9)} ${words.join(", ")}\n`);
    return [one, difference];
  });
  return Object.fromEntries(differences) as Measures;
}

const tidy = (value: number) => String(Number(value.toFixed(Math.abs(value) < 1 ? 4 : 0)));
const spread = (all: readonly number[]) =>
  `${tidy(median(all))} (${tidy(Math.min(...all))} to ${tidy(Math.max(...all))})`;

async function measure(stage: Stage, shop: Storefront, path: string): Promise<Measures> {
  const address = new URL(adLink(shop.url, freshClickId()));
  address.pathname = path;
  const flags: Flags = {
    ...{ port: stage.debuggingPort, logLevel: "silent" },
    ...{ onlyAudits: AUDITS, disableFullPageScreenshot: true },
  };
  const found = await lighthouse(address.href, flags);
  if (found === undefined) throw new Error("Lighthouse gave no answer");
  const { lhr } = found;
  if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
  const number = (audit: string) => lhr.audits[audit]?.numericValue ?? NaN;
  const requests = lhr.audits["network-requests"]?.details;
  return {
    score: Math.round((lhr.categories["performance"]?.score ?? NaN) * 100),
    "TBT ms": number("total-blocking-time"),
    "LCP ms": number("largest-contentful-paint"),
    CLS: number("cumulative-layout-shift"),
    bytes: number("total-byte-weight"),
    requests: requests?.type === "table" ? requests.items.length : NaN,
  };
}
