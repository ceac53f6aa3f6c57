import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// Shopify's library answers 410 to user agents it takes for bots, headless Chromium among them.
const USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  // Pages on loopback talk to other loopback ports; Chromium would ask the person first.
  "--disable-features=LocalNetworkAccessChecks",
  // Shopify's pages name fonts of its own network: a name server that is slow to say no would hold every page up.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1, EXCLUDE [::1]",
  `--user-agent=${USER_AGENT}`,
];

/** Path of the browser the tests drive: CHROMIUM_PATH, else the first installed Chromium or Chrome. Throws when there is none. */
export function findChromium(): string {
  const path = [process.env["CHROMIUM_PATH"], ...PLACES].find((place) => place && existsSync(place));
  if (path === undefined) throw new Error("No Chromium found. Install one, or set CHROMIUM_PATH to it.");
  return path;
}

/** Starts a headless browser with an ordinary user agent; the caller closes it. Other programs can steer it at `debuggingPort`. */
export function launchBrowser(debuggingPort?: number): Promise<Browser> {
  const door = debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`];
  return chromium.launch({ executablePath: findChromium(), args: [...FLAGS, ...door] });
}
