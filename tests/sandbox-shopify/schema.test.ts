import { describe, expect, it } from "vitest";
import { isGranted, requiredAccess } from "../../sandbox/shopify/graphql/required-access.ts";
import { loadAdminSchema, validateDocument } from "../../sandbox/shopify/graphql/schema.ts";

describe("the genuine Admin schema", () => {
  it("is the whole of it", () => {
    expect(Object.keys(loadAdminSchema().schema.getTypeMap()).length).toBeGreaterThan(2000);
  });

  it("accepts a good document and says what is wrong with a bad one", () => {
    expect(validateDocument("{ shop { name } }")).toEqual([]);
    expect(validateDocument("{ shop { nme } }")[0]?.message).toContain("nme");
    expect(validateDocument('{ orders(first: "1") { nodes { id } } }')).toHaveLength(1);
  });
});

describe("required access", () => {
  const coordinates = (document: string) => requiredAccess(document).map(({ coordinate }) => coordinate);

  it("names the types and fields that ask for scopes", () => {
    expect(coordinates("{ shop { name } }")).toEqual([]);
    expect(coordinates("{ orders(first: 1) { nodes { id } } }")).toEqual(["Order"]);
    const create = "mutation ($p: WebPixelInput!) { webPixelCreate(webPixel: $p) { webPixel { id } } }";
    expect(coordinates(create)).toEqual(["Mutation.webPixelCreate", "WebPixel"]);
  });

  it("reads the clauses out of Shopify's sentences", () => {
    const create =
      "mutation ($p: WebPixelInput!) { webPixelCreate(webPixel: $p) { userErrors { message } } }";
    const [required] = requiredAccess(create);
    expect(required?.clauses).toEqual([["write_pixels"], ["read_customer_events"]]);
    expect(required && isGranted(required, ["write_pixels"])).toBe(false);
    expect(required && isGranted(required, ["write_pixels", "read_customer_events"])).toBe(true);
  });

  it("takes any one scope of a clause, and the reading that comes with writing", () => {
    const [required] = requiredAccess("{ orders(first: 1) { nodes { id } } }");
    expect(required && isGranted(required, ["read_quick_sale"])).toBe(true);
    expect(required && isGranted(required, ["write_orders"])).toBe(true);
    expect(required && isGranted(required, ["read_products"])).toBe(false);
  });
});
