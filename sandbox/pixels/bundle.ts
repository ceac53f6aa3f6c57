import { join } from "node:path";
import { build } from "esbuild";

/** The web pixel as Shopify's CLI would ship it (4.8.2: one minified script, ES2015). */
export function bundlePixel(extensionRoot: string): Promise<string> {
  return bundle(join(extensionRoot, "src/index.ts"), "es2015");
}

/** One of the sandbox's own browser scripts. */
export function bundleScript(name: "manager" | "worker"): Promise<string> {
  return bundle(join(import.meta.dirname, "browser", `${name}.ts`), "es2022");
}

async function bundle(entry: string, target: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target,
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
