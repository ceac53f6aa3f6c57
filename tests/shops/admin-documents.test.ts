import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CUSTOMER_JOURNEY_QUERY } from "../../app/shops/customer-journey.server.ts";
import { SHOP_PROFILE_QUERY } from "../../app/shops/installation.server.ts";
import { WEB_PIXEL_CREATE, WEB_PIXEL_QUERY, WEB_PIXEL_UPDATE } from "../../app/shops/web-pixel.server.ts";
import { isGranted, requiredAccess } from "../../sandbox/shopify/graphql/required-access.ts";
import { validateDocument } from "../../sandbox/shopify/graphql/schema.ts";

const DOCUMENTS = {
  SHOP_PROFILE_QUERY,
  CUSTOMER_JOURNEY_QUERY,
  WEB_PIXEL_CREATE,
  WEB_PIXEL_UPDATE,
  WEB_PIXEL_QUERY,
};
const toml = readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8");
const scopes = /^scopes = "(.*)"$/m.exec(toml)?.[1]?.split(",") ?? [];

describe.each(Object.entries(DOCUMENTS))("%s", (_name, document) => {
  it("is valid on Shopify's own schema of our API version", () => {
    expect(validateDocument(document)).toEqual([]);
  });

  it("needs no more than the scopes in shopify.app.toml", () => {
    const missing = requiredAccess(document).filter((required) => !isGranted(required, scopes));
    expect(missing).toEqual([]);
  });
});
