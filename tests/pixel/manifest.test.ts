import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readManifest } from "../../sandbox/pixels/manifest.ts";
import { checkoutStarted } from "./events.ts";
import { EXTENSION, SETTINGS, Shopper } from "./shopper.ts";

const manifest = await readManifest(EXTENSION);
const source = await readFile(join(EXTENSION, "shopify.extension.toml"), "utf8");

describe("the web pixel's manifest", () => {
  test("declares marketing and sale of data, and asks for no other permission", () => {
    expect(manifest.purposes).toEqual({
      analytics: false,
      marketing: true,
      preferences: false,
      saleOfData: "enabled",
    });
  });

  test("declares the settings the pixel reads, no more and no less", async () => {
    expect(manifest.settings.sort()).toEqual(Object.keys(SETTINGS).sort());
    const read = new Set<string | symbol>();
    const settings = new Proxy(SETTINGS, {
      get: (target, key, receiver) => {
        read.add(key);
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
    await new Shopper().open({ settings }).happens(checkoutStarted());
    expect([...read].sort()).toEqual(manifest.settings.sort());
  });

  // Shopify's CLI checks neither (4.8.2).
  test("is a strict pixel under the handle the app knows", () => {
    expect(source).toMatch(/^type = "web_pixel_extension"$/m);
    expect(source).toMatch(/^runtime_context = "strict"$/m);
    expect(manifest.handle).toBe("conversion-pixel");
  });
});
