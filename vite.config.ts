import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";

/** Shopify's AppProvider, whose package is not bundled otherwise. */
const REACT_PART = new URL(
  "node_modules/@shopify/shopify-app-remix/dist/esm/react/index.mjs",
  import.meta.url,
).pathname;

export default defineConfig({
  plugins: [
    remix({
      ignoredRouteFiles: ["**/.*"],
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: false,
        v3_routeConfig: false,
      },
    }),
  ],
  // Polaris goes into the server's bundle, as far as it is used: as a package it is a thousand files, each a module of its own, and 13 MB (docs/performance.md).
  ssr: { noExternal: [/^@shopify\/polaris/] },
  resolve: { alias: [{ find: /^@shopify\/shopify-app-remix\/react$/, replacement: REACT_PART }] },
  build: { assetsInlineLimit: 0, target: "es2022", chunkSizeWarningLimit: 1000 },
});
