import { beforeEach, describe, expect, it } from "vitest";
import { createSetUp } from "../../app/shops/set-up.server.ts";
import { createUninstall } from "../../app/shops/uninstall.server.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { createWebPixels } from "../../app/shops/web-pixel.server.ts";
import type { Shop } from "../../sandbox/shopify/platform.ts";
import { change, select } from "../platform/temporary-database.ts";
import {
  adminShops,
  DAY,
  HOUR,
  logger,
  MINUTE,
  newProcess,
  SCOPES,
  vault,
  type AdminShops,
} from "./admin-shops.ts";

const SHOP = "quillwood.myshopify.com";
const never = () => false;

let world: AdminShops;
let shop: Shop;
beforeEach(async () => {
  world = await adminShops();
  shop = await world.open(SHOP);
  await change(world.database, "DELETE FROM shop");
});

function setUpOf() {
  const { installation, access, troubles, leases } = newProcess(world);
  const { ledger } = world.database;
  const webPixels = createWebPixels(ledger, "https://app.example.com/collect", logger);
  const { graphqlOf } = access;
  const setUp = createSetUp({
    ...{ ledger, installation, webPixels, graphqlOf, troubles, leases, clock: world.time.now },
  });
  const install = (scopes = shop.state.scopes) => setUp.installed(SHOP, scopes.join(","), graphqlOf(SHOP));
  return { ...setUp, install, access };
}

interface Row {
  name: string | null;
  pixel: string | null;
  problem: string | null;
  dueAt: number | null;
  tries: number;
}

async function row(): Promise<Row> {
  const text = `SELECT name, web_pixel_id AS pixel, web_pixel_problem AS problem, set_up_due_at AS "dueAt", set_up_tries AS tries FROM shop`;
  const [first] = await select<Row>(world.database, text);
  if (first === undefined) throw new Error("there is no shop");
  return first;
}

describe("the set-up", () => {
  it("at install leaves a shop with its profile and its web pixel, to be looked at again in a day", async () => {
    const { install, chore } = setUpOf();
    await install();
    const done = await row();
    expect(done).toMatchObject({ name: SHOP, problem: null, dueAt: world.time.now() + DAY, tries: 0 });
    expect(done.pixel).toBe(shop.state.webPixel?.id);
    expect(await chore.run(never)).toBe(world.time.now() + DAY);
  });

  it("may run again at any time: nothing is made twice, nothing is lost", async () => {
    const { install } = setUpOf();
    await install();
    const before = await select(world.database, "SELECT * FROM shop");
    await install();
    await Promise.all([install(), install()]);
    expect(await select(world.database, "SELECT * FROM shop")).toEqual(before);
  });

  it("repairs within a day what somebody broke", async () => {
    const { install, chore } = setUpOf();
    await install();
    shop.state.webPixel = undefined;
    await world.time.advance(DAY);
    await chore.run(never);
    const pixel = (shop.state.webPixel as { id: string } | undefined)?.id;
    expect(pixel).toBeDefined();
    expect(await row()).toMatchObject({ pixel, dueAt: world.time.now() + DAY });
  });

  it("that could not reach Shopify is tried again soon, and later each time", async () => {
    const { install, chore } = setUpOf();
    shop.state.standing = "down";
    await install();
    expect(await row()).toMatchObject({ name: null, pixel: null, problem: "unavailable", tries: 1 });
    const pauses: number[] = [];
    for (let times = 0; times < 10; times++) {
      const dueAt = (await row()).dueAt ?? 0;
      pauses.push((dueAt - world.time.now()) / MINUTE);
      await world.time.advanceTo(dueAt);
      await chore.run(never);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
    shop.state.standing = "open";
    await world.time.advance(6 * HOUR);
    await chore.run(never);
    expect(await row()).toMatchObject({ name: SHOP, problem: null, tries: 0 });
  });

  it("without the scopes waits for the news that they are granted", async () => {
    const { install, chore } = setUpOf();
    shop.state.scopes = ["read_orders"];
    await world.exchange(shop);
    await install();
    expect(await row()).toMatchObject({ pixel: null, problem: "missing_scope", tries: 0 });
    shop.state.scopes = SCOPES;
    await world.exchange(shop);
    const { ledger } = world.database;
    const { scopesChanged } = createUninstall(ledger, createConnections(ledger, vault, world.time.now));
    await ledger.write(() => scopesChanged(SHOP, SCOPES.join(",")));
    await chore.run(never);
    expect((await row()).pixel).toBe(shop.state.webPixel?.id);
    expect((await row()).problem).toBeNull();
  });

  it("is looked at when the app is opened, unless it was a moment ago", async () => {
    const { install, opened } = setUpOf();
    await install();
    const { dueAt } = await row();
    await world.time.advance(9 * MINUTE);
    await opened(SHOP);
    expect((await row()).dueAt).toBe(dueAt);
    await world.time.advance(9 * MINUTE);
    // In another process: this one was told a moment ago.
    await opened(SHOP);
    expect((await row()).dueAt).toBe(dueAt);
    await setUpOf().opened(SHOP);
    expect((await row()).dueAt).toBe(world.time.now());
  });

  it("of a failure is tried again when the app is opened", async () => {
    const { install, opened } = setUpOf();
    shop.state.standing = "down";
    await install();
    await change(world.database, "UPDATE shop SET set_up_due_at = set_up_due_at + 7200000");
    await opened(SHOP);
    expect((await row()).dueAt).toBe(world.time.now());
  });

  it("of an opening costs no page when the database is away", async () => {
    const { opened } = setUpOf();
    await change(world.database, "ALTER TABLE shop RENAME TO away");
    await opened(SHOP);
    await change(world.database, "ALTER TABLE away RENAME TO shop");
  });

  it("is done by one of several processes", async () => {
    const [one, other] = [setUpOf(), setUpOf()];
    await one.install();
    await world.time.advance(DAY);
    let questions = 0;
    world.network.before = () => {
      questions += 1;
      return Promise.resolve();
    };
    await Promise.all([one.chore.run(never), other.chore.run(never)]);
    // The token, the profile and the pixel.
    expect(questions).toBe(3);
  });

  it("of a shop that left is left alone", async () => {
    const { install, chore } = setUpOf();
    await install();
    await change(world.database, "UPDATE shop SET uninstalled_at = 1, set_up_due_at = 0");
    expect(await chore.run(never)).toBe(Infinity);
    expect((await row()).dueAt).toBe(0);
  });
});
