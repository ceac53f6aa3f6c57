/** What a browser loads before a page can be used, from the build's own manifest. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { ServerBuild } from "@remix-run/node";

const CLIENT = new URL("../../build/client", import.meta.url).pathname;

/** Gzipped bytes of the scripts of a route, with those of the routes around it, the start and one language's texts. */
export function scriptBytes({ assets }: ServerBuild, routeId: string): number {
  const files = new Set([assets.entry.module, ...assets.entry.imports]);
  for (let id: string | undefined = routeId; id !== undefined; id = assets.routes[id]?.parentId) {
    const route = assets.routes[id];
    for (const file of route === undefined ? [] : [route.module, ...(route.imports ?? [])]) files.add(file);
  }
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(CLIENT + file)).length, 0);
}
