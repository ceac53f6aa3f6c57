import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { missingScopes, SCOPES } from "../../app/shops/scopes.ts";

describe("the scopes", () => {
  it("are those that shopify.app.toml asks for", () => {
    const [, asked = ""] = /^scopes = "(.*)"$/m.exec(readFileSync("shopify.app.toml", "utf8")) ?? [];
    expect([...SCOPES].toSorted()).toEqual(asked.split(",").toSorted());
  });

  it("that a shop lacks are told; what may be written may be read", () => {
    expect(missingScopes(SCOPES.join(","))).toEqual([]);
    expect(missingScopes("read_orders,read_products,write_customers,write_pixels")).toEqual([
      "read_customer_events",
    ]);
    expect(missingScopes("write_orders, read_pixels,read_customer_events")).toEqual([
      ...["read_products", "read_customers", "write_pixels"],
    ]);
  });

  it("of a shop that are not known yet are not missing", () => {
    expect(missingScopes("")).toEqual([]);
  });
});
