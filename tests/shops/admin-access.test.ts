import { beforeEach, describe, expect, it } from "vitest";
import { NoAdminAnswer } from "../../app/shops/admin-access.server.ts";
import type { Standing } from "../../sandbox/shopify/shop-state.ts";
import { change } from "../platform/temporary-database.ts";
import { adminShops, DAY, HOUR, MINUTE, newProcess, type AdminShops } from "./admin-shops.ts";

const SHOP = "quillwood.myshopify.com";
const QUESTION = JSON.stringify({ query: "{ shop { name } }" });

let world: AdminShops;
/** How many questions reached Shopify. */
let reached: number;
beforeEach(async () => {
  world = await adminShops();
  reached = 0;
  world.network.before = () => {
    reached += 1;
    return Promise.resolve();
  };
});

const stand = (standing: Standing) => {
  const shop = world.platform.shop(SHOP);
  if (shop !== undefined) shop.state.standing = standing;
};

describe("a question without a merchant", () => {
  it("is answered with the stored token", async () => {
    await world.open(SHOP);
    const { access } = newProcess(world);
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 200 });
    const answer: unknown = await (await access.graphqlOf(SHOP)("{ shop { name } }")).json();
    expect(answer).toMatchObject({ data: { shop: { name: SHOP } } });
  });

  it("whose token died is asked once more, with a new one", async () => {
    const { state } = await world.open(SHOP);
    const { access, tokens } = newProcess(world);
    state.tokens.revoke((await tokens.tokenOf(SHOP))?.reveal() ?? "");
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 200 });
    expect(reached).toBe(3);
    expect((await world.row(SHOP)).problem).toBeNull();
  });

  it("has no answer in a shop that removed the app, and asks no more", async () => {
    const { state } = await world.open(SHOP);
    const { access } = newProcess(world);
    state.uninstall();
    expect(await access.post(SHOP, QUESTION)).toBe("no_token");
    expect(await world.row(SHOP)).toMatchObject({ problem: "token_refused", retryAt: null });
    reached = 0;
    expect(await access.post(SHOP, QUESTION)).toBe("no_token");
    await expect(access.graphqlOf(SHOP)("{ shop { name } }")).rejects.toThrow(NoAdminAnswer);
    expect(reached).toBe(0);
  });

  it("cannot be sent while Shopify cannot be reached; that is no problem of the shop", async () => {
    await world.open(SHOP);
    world.network.before = () => Promise.reject(new TypeError("fetch failed"));
    const { access } = newProcess(world);
    expect(await access.post(SHOP, QUESTION)).toBe("unreachable");
    await world.time.advance(2 * HOUR);
    expect(await access.post(SHOP, QUESTION)).toBe("unreachable");
    expect((await world.row(SHOP)).problem).toBeNull();
  });

  it("in a shop that left is noted nowhere", async () => {
    const { state } = await world.open(SHOP);
    await change(world.database, "UPDATE shop SET uninstalled_at = 1");
    state.uninstall();
    await newProcess(world).access.post(SHOP, QUESTION);
    expect((await world.row(SHOP)).problem).toBeNull();
  });
});

describe("a shop that is shut", () => {
  it.each([
    ["unpaid", "frozen", 402],
    ["forbidden", "forbidden", 403],
    ["locked", "locked", 423],
  ] as const)(
    "because it is %s is left in peace, longer each time, until it answers",
    async (_, standing, status) => {
      await world.open(SHOP);
      // Two processes: what one heard, the other knows.
      const [one, other] = [newProcess(world), newProcess(world)];
      stand(standing);
      const pauses: number[] = [];
      for (let times = 0; times < 9; times++) {
        reached = 0;
        expect(await one.access.post(SHOP, QUESTION)).toMatchObject({ status });
        expect(await other.access.post(SHOP, QUESTION)).toMatchObject({ status });
        expect(reached).toBe(1);
        const { retryAt } = await world.row(SHOP);
        pauses.push(Math.round(((retryAt ?? 0) - world.time.now()) / MINUTE));
        await world.time.advanceTo((retryAt ?? 0) - 1);
        expect(await one.access.post(SHOP, QUESTION)).toMatchObject({ status });
        expect(reached).toBe(1);
        await world.time.advance(1);
      }
      expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
      stand("open");
      expect(await other.access.post(SHOP, QUESTION)).toMatchObject({ status: 200 });
      expect(await world.row(SHOP)).toMatchObject({ problem: null, status: null, retryAt: null });
    },
  );

  it("is asked by one of those that wait for the end of the pause", async () => {
    await world.open(SHOP);
    const { access } = newProcess(world);
    stand("frozen");
    await access.post(SHOP, QUESTION);
    await world.time.advance(5 * MINUTE);
    reached = 0;
    await Promise.all([1, 2, 3, 4].map(() => newProcess(world).access.post(SHOP, QUESTION)));
    expect(reached).toBe(1);
  });

  it("keeps its tokens, however long it takes", async () => {
    const { state } = await world.open(SHOP);
    state.tokens.forgivesLostRefreshes = true;
    const { access, troubles } = newProcess(world);
    await world.time.advance(HOUR);
    stand("frozen");
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 402 });
    expect(await world.row(SHOP)).toMatchObject({ problem: "shut", status: 402 });
    await world.time.advance(60 * DAY);
    stand("open");
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 200 });
    expect(await troubles.pauseOf(SHOP)).toBeUndefined();
  });

  it("is asked at once when somebody opens the app", async () => {
    await world.open(SHOP);
    const { access, troubles } = newProcess(world);
    stand("frozen");
    await access.post(SHOP, QUESTION);
    stand("open");
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 402 });
    await troubles.retry(SHOP);
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 200 });
  });

  it("is not one whose API is down for a while", async () => {
    await world.open(SHOP);
    const { access } = newProcess(world);
    stand("down");
    expect(await access.post(SHOP, QUESTION)).toMatchObject({ status: 503 });
    expect((await world.row(SHOP)).problem).toBeNull();
  });
});
