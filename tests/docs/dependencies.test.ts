import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

type Packages = Record<string, string>;
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, Packages>;
const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
  packages: Record<string, { license?: string; dev?: boolean; integrity?: string; link?: boolean }>;
};
const page = readFileSync("docs/dependencies.md", "utf8");

it("docs/dependencies.md gives a reason for every package that is asked for, and for no other", () => {
  const asked = ["dependencies", "devDependencies", "optionalDependencies"]
    .flatMap((kind) => Object.keys(manifest[kind] ?? {}))
    .filter((name) => !name.startsWith("@types/"));
  const named = [...page.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
  expect(named.filter((name) => name !== "@types/*").toSorted()).toEqual(asked.toSorted());
});

it("everything that runs in production may be used together with the MIT licence", () => {
  const fine =
    /^\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense)\b/;
  const others = Object.entries(lock.packages)
    .filter(([path, { dev = false }]) => path !== "" && !dev)
    .filter(([, { license = "" }]) => !fine.test(license))
    .map(([path]) => path.replace(/^.*node_modules\//, ""));
  // Shopify's own licence: for apps that work with Shopify.
  expect(others.toSorted()).toEqual([
    "@shopify/polaris",
    "@shopify/polaris-icons",
    "@shopify/polaris-tokens",
  ]);
});

it("every package is pinned with a checksum", () => {
  const unpinned = Object.entries(lock.packages)
    .filter(([path, { integrity, link = false }]) => path !== "" && !link && integrity === undefined)
    .map(([path]) => path);
  expect(unpinned).toEqual([]);
});
