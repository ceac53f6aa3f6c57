/** The files a browser loads from the double: two scripts built from TypeScript, and one style sheet. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { text, type Answer } from "../http.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Bundles an entry into one classic script, as the CDN's app-bridge.js is one. */
async function script(entry: string): Promise<Answer> {
  const result = await build({
    entryPoints: [here(entry)],
    bundle: true,
    format: "iife",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return text(200, result.outputFiles[0]?.text ?? "", "text/javascript; charset=utf-8");
}

/** Builds the assets, keyed by their path. */
export async function buildAssets(): Promise<ReadonlyMap<string, Answer>> {
  const [bridge, page, ...sheets] = await Promise.all([
    script("frame/app-bridge.ts"),
    script("page/admin-page.ts"),
    readFile(here("chrome.css"), "utf8"),
    readFile(here("content.css"), "utf8"),
    readFile(here("app-frame.css"), "utf8"),
  ]);
  return new Map([
    ["/app-bridge.js", bridge],
    ["/admin-page.js", page],
    ["/admin.css", text(200, sheets.join("\n"), "text/css; charset=utf-8")],
  ]);
}
