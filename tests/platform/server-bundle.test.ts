import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the server loads Polaris as a part of its bundle, not as a thousand modules", () => {
  const bundle = readFileSync(new URL("../../build/server/index.js", import.meta.url), "utf8");
  const packages = [...bundle.matchAll(/^import .* from "(@shopify\/[^"]+)";$/gm)].map(([, name]) => name);
  expect(packages).toContain("@shopify/shopify-app-remix/server");
  expect(packages.filter((name) => /polaris|app-remix\/react/.test(name ?? ""))).toEqual([]);
});
