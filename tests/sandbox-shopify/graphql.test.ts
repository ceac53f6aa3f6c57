import { HttpResponseError } from "@shopify/shopify-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { asking } from "./asking.ts";
import { offlineSession, startWorld, type Library, type ShopWorld } from "./shop-world.ts";

let world: ShopWorld;
let orders: AdminOrder[];
let ask: ReturnType<typeof asking>["ask"];
let library: Library;
let errorsOf: ReturnType<typeof asking>["errorsOf"];

beforeEach(async () => {
  orders = [];
  world = await startWorld({ orders: () => orders });
  ({ ask, errorsOf, library } = asking(world));
});

afterEach(() => world.close());

describe("the shop and the installation", () => {
  it("answers what an app asks of its shop", async () => {
    const { data } = await ask(
      "{ shop { name myshopifyDomain currencyCode ianaTimezone billingAddress { countryCodeV2 } plan { partnerDevelopment } } }",
    );
    expect(data?.["shop"]).toEqual({
      name: "Quillwood",
      myshopifyDomain: "quillwood.myshopify.com",
      currencyCode: "USD",
      ianaTimezone: "America/Phoenix",
      billingAddress: { countryCodeV2: "US" },
      plan: { partnerDevelopment: true },
    });
  });

  it("answers the granted scopes", async () => {
    const { data } = await ask("{ currentAppInstallation { id accessScopes { handle } app { apiKey } } }");
    expect(data?.["currentAppInstallation"]).toMatchObject({
      id: world.double.state.installationGid,
      accessScopes: [
        { handle: "read_orders" },
        { handle: "write_pixels" },
        { handle: "read_customer_events" },
      ],
    });
  });

  it("prices every answer", async () => {
    const { extensions } = await ask("{ shop { name plan { shopifyPlus } } }");
    expect(extensions?.cost).toEqual({
      requestedQueryCost: 2,
      actualQueryCost: 2,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1998, restoreRate: 100 },
    });
  });
});

describe("refusals", () => {
  it("refuses a field Shopify does not have, in Shopify's words", async () => {
    expect(await errorsOf("{ shop { colour } }")).toMatchObject([
      {
        message: "Field 'colour' doesn't exist on type 'Shop'",
        extensions: { code: "undefinedField", typeName: "Shop", fieldName: "colour" },
      },
    ]);
  });

  it("refuses a document it cannot read, and a variable of the wrong type", async () => {
    expect((await errorsOf("{ shop { name "))[0]?.message).toContain("Syntax Error");
    const [error] = await errorsOf("query ($id: ID!) { order(id: $id) { id } }");
    expect(error?.message).toContain("$id");
  });

  it("says loudly when it does not answer a field the schema has", async () => {
    const [error] = await errorsOf("{ shop { orderNumberFormatPrefix } }");
    expect(error).toMatchObject({
      message: "the sandbox does not answer Shop.orderNumberFormatPrefix yet",
      path: ["shop", "orderNumberFormatPrefix"],
    });
  });

  it("refuses a token it never gave, with Shopify's 401", async () => {
    const session = await offlineSession(library, world.double);
    session.accessToken = "shpat_unknown";
    const error: unknown = await new library.clients.Graphql({ session })
      .request("{ shop { name } }")
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HttpResponseError);
    expect((error as HttpResponseError).response.code).toBe(401);
    const raw = await fetch(`${world.double.url}/admin/api/2026-10/graphql.json`, { method: "POST" });
    expect(await raw.json()).toEqual({
      errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    });
  });

  it("denies what the granted scopes do not cover", async () => {
    world.double.state.scopes = ["write_pixels"];
    const [error] = await errorsOf("{ orders(first: 1) { nodes { id } } }");
    expect(error).toMatchObject({ extensions: { code: "ACCESS_DENIED" }, path: ["orders"] });
    expect(error?.message).toContain("`read_orders`");
  });

  it("answers one API version and names it when asked for another", async () => {
    const response = await fetch(`${world.double.url}/admin/api/2025-01/graphql.json`, { method: "POST" });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("2026-10");
  });
});

describe("metafields", () => {
  const SET = `mutation ($metafields: [MetafieldsSetInput!]!) {
    metafieldsSet(metafields: $metafields) {
      metafields { id namespace key value compareDigest }
      userErrors { field message code elementIndex }
    }
  }`;
  const field = (changes: Record<string, unknown> = {}) => ({
    ownerId: world.double.state.installationGid,
    namespace: "capture",
    key: "settings",
    type: "json",
    value: '{"consent":"strict"}',
    ...changes,
  });
  const set = async (...metafields: object[]) =>
    (await ask(SET, { metafields })).data?.["metafieldsSet"] as {
      metafields: { id: string; compareDigest: string }[] | null;
      userErrors: { code: string }[];
    };

  it("stores a value on the installation and gives it back", async () => {
    const first = await set(field());
    const second = await set(field({ value: '{"consent":"open"}' }));
    expect(first.userErrors).toEqual([]);
    expect(second.metafields?.[0]?.id).toBe(first.metafields?.[0]?.id);
    const { data } = await ask(
      '{ currentAppInstallation { metafield(namespace: "capture", key: "settings") { jsonValue } metafields(first: 5) { nodes { key } } } }',
    );
    expect(data?.["currentAppInstallation"]).toEqual({
      metafield: { jsonValue: { consent: "open" } },
      metafields: { nodes: [{ key: "settings" }] },
    });
    expect(world.double.appMetafields()).toEqual({ capture: { settings: { value: { consent: "open" } } } });
  });

  it.each([
    ["text that is no JSON", { value: "{" }, "INVALID_VALUE"],
    ["an owner it does not keep", { ownerId: "gid://shopify/Product/1" }, "INVALID"],
    ["a new value without a type", { type: null }, "BLANK"],
    ["a digest of another value", { compareDigest: "stale" }, "STALE_OBJECT"],
  ])("refuses %s and stores nothing", async (_, changes, code) => {
    const answer = await set(field({ key: "good" }), field(changes));
    expect(answer).toMatchObject({ metafields: null, userErrors: [{ code, elementIndex: 1 }] });
    expect(world.double.state.metafields).toEqual([]);
  });

  it("takes no more than 25 at once", async () => {
    const many = Array.from({ length: 26 }, (_, index) => field({ key: `k${index}` }));
    expect((await set(...many)).userErrors).toMatchObject([{ code: "LESS_THAN_OR_EQUAL_TO" }]);
  });
});

describe("the web pixel", () => {
  const CREATE = `mutation ($webPixel: WebPixelInput!) {
    webPixelCreate(webPixel: $webPixel) { webPixel { id settings } userErrors { code field message } }
  }`;
  const UPDATE = `mutation ($id: ID!, $webPixel: WebPixelInput!) {
    webPixelUpdate(id: $id, webPixel: $webPixel) { webPixel { settings } userErrors { code } }
  }`;
  const create = async (settings: unknown) =>
    (await ask(CREATE, { webPixel: { settings } })).data?.["webPixelCreate"] as {
      webPixel: { id: string } | null;
      userErrors: { code: string }[];
    };

  it("is made once; a second is TAKEN and an update changes the first", async () => {
    const made = await create('{"account":"1"}');
    expect((await create({ account: "2" })).userErrors).toMatchObject([{ code: "TAKEN" }]);
    const { data } = await ask(UPDATE, {
      id: made.webPixel?.id,
      webPixel: { settings: { account: "3" } },
    });
    expect(data?.["webPixelUpdate"]).toMatchObject({ webPixel: { settings: '{"account":"3"}' } });
    expect((await ask("{ webPixel { settings } }")).data).toEqual({
      webPixel: { settings: '{"account":"3"}' },
    });
  });

  it("refuses settings that are no JSON object, and an unknown id", async () => {
    expect((await create("{")).userErrors).toMatchObject([{ code: "INVALID_CONFIGURATION_JSON" }]);
    const { data } = await ask(UPDATE, { id: "gid://shopify/WebPixel/7", webPixel: { settings: {} } });
    expect(data?.["webPixelUpdate"]).toMatchObject({ userErrors: [{ code: "NOT_FOUND" }] });
  });

  it("is an error to read while there is none", async () => {
    expect(await errorsOf("{ webPixel { id } }")).toHaveLength(1);
  });
});
