/**
 * Builds the theme app extension's script from its readable source.
 *
 *   node scripts/build-storefront.mjs [ASSET]           writes the asset
 *   node scripts/build-storefront.mjs --check [ASSET]   exits 1 when the asset is not what the source builds to
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("../storefront/click-capture.js", import.meta.url));

/** Path of the asset the extension ships. */
export const ASSET = fileURLToPath(
  new URL("../extensions/click-capture/assets/click-capture.js", import.meta.url),
);

/** What the source builds to, as text. */
export async function buildStorefront() {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    minify: true,
    // The source keeps its names to itself with a block, which is shorter than a function around everything.
    format: "esm",
    legalComments: "none",
    logLevel: "silent",
    target: "es2019",
    // The project's tsconfig is not the storefront's: it would only add "use strict".
    tsconfigRaw: {},
    write: false,
  });
  return outputFiles[0]?.text.trim() ?? "";
}

/** Bytes of `text` as a browser downloads it. */
export function gzippedSize(text) {
  return gzipSync(text, { level: 9 }).length;
}

async function main(args) {
  const check = args.includes("--check");
  const asset = args.find((argument) => argument !== "--check") ?? ASSET;
  const built = await buildStorefront();
  if (!check) await writeFile(asset, built);
  else if ((await readFile(asset, "utf8").catch(() => "")) !== built) {
    process.stdout.write(
      `${asset} is not what its source builds to: run node scripts/build-storefront.mjs\n`,
    );
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`${asset}: ${built.length} bytes, ${gzippedSize(built)} gzipped\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
