/** What a merchant waits for on every page, in Chromium: the sandbox with one bought order, each page opened afresh in the admin's frame. */
import type { Browser, Frame } from "playwright-core";
import { NAVIGATION } from "../app/ui/frame/navigation.ts";
import { launchBrowser } from "../sandbox/browser.ts";
import { freePorts } from "../sandbox/free-ports.ts";
import { clickThrough } from "../sandbox/once.ts";
import { startSandbox, type Sandbox } from "../sandbox/sandbox.ts";
import type { BenchResult } from "./bench.ts";

/** Chromium's own vitals of one page: milliseconds, and shift as a share of the window. */
interface Vitals {
  lcp: number;
  inp: number;
  cls: number;
}

/** The goal for the largest content of a page. */
const LCP_MS = 1000;
const TIMES = 3;

/** The slowest page's largest content, beside the goal; a line for every page. */
export async function pages(): Promise<BenchResult> {
  const [sandbox, browser] = await Promise.all([startSandbox(await freePorts()), launchBrowser()]);
  try {
    const run = await clickThrough(sandbox);
    if (!run.ok) throw new Error(run.error ?? "the sandbox's order did not arrive");
    const order = sandbox.storefront.orders.all().at(-1);
    const paths = [...NAVIGATION.map(({ path }) => path), `/app/orders/${order?.id ?? ""}`];
    const found: Vitals[] = [];
    for (const path of paths) {
      const vitals = await middleOf(TIMES, () => vitalsOf(browser, sandbox, path));
      found.push(vitals);
      const { lcp, inp, cls } = vitals;
      const words = [`LCP ${lcp.toFixed(0)} ms`, `INP ${inp.toFixed(0)} ms`, `CLS ${cls.toFixed(3)}`];
      process.stdout.write(`${path}: ${words.join(", ")}\n`);
    }
    const value = Math.max(...found.map(({ lcp }) => lcp));
    const detail = {
      inp: Math.max(...found.map(({ inp }) => inp)),
      cls: Math.max(...found.map(({ cls }) => cls)),
    };
    const unit = "ms to the largest content of the slowest page";
    return { name: "pages", value, unit, floor: LCP_MS, ratio: value / LCP_MS, detail };
  } finally {
    await browser.close();
    await sandbox.stop();
  }
}

/** The median of each number. */
async function middleOf(times: number, measure: () => Promise<Vitals>): Promise<Vitals> {
  const all: Vitals[] = [];
  for (let time = 0; time < times; time += 1) all.push(await measure());
  const middle = (name: keyof Vitals) => all.map((one) => one[name]).sort((a, b) => a - b)[times >> 1] ?? NaN;
  return { lcp: middle("lcp"), inp: middle("inp"), cls: middle("cls") };
}

async function vitalsOf(browser: Browser, { shopify }: Sandbox, path: string): Promise<Vitals> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.addInitScript(observe);
    await page.goto(shopify.adminUrl + path);
    const heading = page.frameLocator("#app-frame").getByRole("heading", { level: 1 });
    await heading.waitFor();
    await page.waitForLoadState("networkidle");
    const frame = page.frames().find((one) => one.name() === "app-iframe");
    if (frame === undefined) throw new Error("the app's frame is not there");
    // The largest content is final with the first input, so it is read before.
    const lcp = (await read(frame)).lcp;
    await heading.click();
    for (let key = 0; key < 5; key += 1) await page.keyboard.press("Tab");
    await frame.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    return { ...(await read(frame)), lcp };
  } finally {
    await page.close();
  }
}

const read = (frame: Frame) => frame.evaluate(() => (window as unknown as { vitals: Vitals }).vitals);

/** Runs in every frame before anything else. */
function observe(): void {
  const vitals = { lcp: 0, inp: 0, cls: 0 };
  Object.assign(window, { vitals });
  const listen = (type: string, take: (entry: PerformanceEntry) => void, options = {}) => {
    new PerformanceObserver((list) => {
      list.getEntries().forEach(take);
    }).observe({ type, buffered: true, ...options });
  };
  listen("largest-contentful-paint", ({ startTime }) => {
    vitals.lcp = startTime;
  });
  listen(
    "event",
    ({ duration }) => {
      vitals.inp = Math.max(vitals.inp, duration);
    },
    { durationThreshold: 16 },
  );
  listen("layout-shift", (entry) => {
    const shift = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!shift.hadRecentInput) vitals.cls += shift.value;
  });
}
