import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { Answer } from "./answer.ts";
import { EXTENSION_ASSETS } from "./embed.ts";
import { SHOP_FILES, THEME_ASSETS, themeFolder } from "./theme.ts";
import type { Visit } from "./visit.ts";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

async function file(folder: string, name: string): Promise<Answer | undefined> {
  const type = types[extname(name)];
  // One folder, no subfolders, known kinds only: a name cannot lead anywhere else.
  if (type === undefined || basename(name) !== name) return undefined;
  const body = await readFile(join(folder, name)).catch(() => undefined);
  return body && { status: 200, type, body };
}

/** Serves the theme's assets, product pictures and the extension's assets; undefined for any other path. */
export async function files({ method, path }: Visit, extensionRoot: string): Promise<Answer | undefined> {
  if (method !== "GET" && method !== "HEAD") return undefined;
  const folders: [string, string][] = [
    [THEME_ASSETS, join(themeFolder, "assets")],
    [SHOP_FILES, join(themeFolder, "assets")],
    [EXTENSION_ASSETS, join(extensionRoot, "assets")],
  ];
  for (const [prefix, folder] of folders) {
    if (path.startsWith(prefix)) return file(folder, path.slice(prefix.length));
  }
  return undefined;
}
