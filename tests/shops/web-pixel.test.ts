import { beforeEach, describe, expect, it } from "vitest";
import { createLogger } from "../../app/platform/logger.server.ts";
import type { AdminGraphql } from "../../app/shops/installation.server.ts";
import { createWebPixels } from "../../app/shops/web-pixel.server.ts";
import {
  libraryFor,
  offlineSession,
  SHOP,
  startWorld,
  type ShopWorld,
} from "../sandbox-shopify/shop-world.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";

const SCOPES = ["read_orders", "write_pixels", "read_pixels", "read_customer_events"];
const ENDPOINT = "https://app.example.com/collect";

/** A shop with the app, and the Admin API as Shopify's library reaches it. */
async function installed(scopes = SCOPES) {
  const world: ShopWorld = await startWorld({ scopes });
  const library = libraryFor(world.double);
  const session = await offlineSession(library, world.double);
  const graphql: AdminGraphql = async (query, options) => {
    const client = new library.clients.Graphql({ session });
    return Response.json(await client.request(query, options));
  };
  const database = await newDatabase();
  await change(database, "INSERT INTO shop (domain, installed_at) VALUES (@shop, 0)", { shop: SHOP });
  const pixels = createWebPixels(database.ledger, ENDPOINT, createLogger("silent"));
  const row = async () => {
    const text = "SELECT ingest_token AS token, web_pixel_id AS id FROM shop";
    const [first] = await select<{ token: string; id: string | null }>(database, text);
    if (first === undefined) throw new Error("there is no shop");
    return first;
  };
  return { world, graphql, database, pixels, row };
}

let shop: Awaited<ReturnType<typeof installed>>;
beforeEach(async () => {
  shop = await installed();
  return () => shop.world.close();
});

/** The settings of the pixel that is active in the shop. */
async function activeSettings(graphql: AdminGraphql): Promise<unknown> {
  const answer = (await (await graphql("query { webPixel { settings } }")).json()) as {
    data: { webPixel: { settings: unknown } };
  };
  const { settings } = answer.data.webPixel;
  return typeof settings === "string" ? JSON.parse(settings) : settings;
}

describe("the web pixel", () => {
  it("is activated with the address of the hints and a token of the shop's own", async () => {
    await shop.pixels.ensure(SHOP, shop.graphql);
    const { token, id } = await shop.row();
    expect(id).toMatch(/^gid:\/\/shopify\/WebPixel\//);
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(await activeSettings(shop.graphql)).toEqual({ endpoint: ENDPOINT, token });
    expect(await shop.pixels.shopOfToken(token)).toBe(SHOP);
  });

  it("stays the same however often it is made sure of", async () => {
    await shop.pixels.ensure(SHOP, shop.graphql);
    const before = await shop.row();
    await shop.pixels.ensure(SHOP, shop.graphql);
    expect(await shop.row()).toEqual(before);
  });

  it("that is there already is found and taken over", async () => {
    await shop.pixels.ensure(SHOP, shop.graphql);
    const { id } = await shop.row();
    await change(shop.database, "UPDATE shop SET web_pixel_id = NULL");
    await shop.pixels.ensure(SHOP, shop.graphql);
    expect((await shop.row()).id).toBe(id);
  });

  it("that somebody deleted is made again", async () => {
    await change(shop.database, "UPDATE shop SET web_pixel_id = 'gid://shopify/WebPixel/404'");
    await shop.pixels.ensure(SHOP, shop.graphql);
    expect((await shop.row()).id).not.toBe("gid://shopify/WebPixel/404");
    expect((await shop.row()).id).not.toBeNull();
  });

  it("is not remembered as active without the permission, and nothing breaks", async () => {
    const poor = await installed(["read_orders"]);
    await poor.pixels.ensure(SHOP, poor.graphql);
    expect((await poor.row()).id).toBeNull();
    await poor.world.close();
  });

  it("has a token that opens no other shop", async () => {
    expect(await shop.pixels.shopOfToken("")).toBeUndefined();
    expect(await shop.pixels.shopOfToken("guessed")).toBeUndefined();
  });
});
