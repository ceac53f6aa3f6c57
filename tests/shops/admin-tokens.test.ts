import { beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { RENEWED_BEFORE } from "../../app/shops/admin-tokens.server.ts";
import { createOfflineSessions } from "../../app/shops/offline-sessions.server.ts";
import { createTokenRenewal } from "../../app/shops/token-renewal.server.ts";
import { change, select } from "../platform/temporary-database.ts";
import { adminShops, DAY, HOUR, logger, MINUTE, newProcess, SCOPES, type AdminShops } from "./admin-shops.ts";

const SHOP = "quillwood.myshopify.com";
const otherVault = createVault([new Secret(Buffer.alloc(32, 8).toString("base64"))]);

let world: AdminShops;
beforeEach(async () => {
  world = await adminShops();
});

/** What the shop lets a token do. */
const alive = (token: { reveal(): string } | undefined) =>
  world.platform.shop(SHOP)?.state.tokens.grantOf(token?.reveal() ?? "") !== undefined;
const loseAnswers = (times: number) => {
  let left = times;
  world.network.after = (response) => {
    if (left-- > 0) throw new TypeError("fetch failed");
    return Promise.resolve(response);
  };
};

describe("an access token", () => {
  it("is used as long as it is good for five minutes more", async () => {
    await world.open(SHOP);
    const { tokens } = newProcess(world);
    const first = await tokens.tokenOf(SHOP);
    await world.time.advance(HOUR - RENEWED_BEFORE - 1);
    expect((await tokens.tokenOf(SHOP))?.reveal()).toBe(first?.reveal());
    expect(world.asked).toEqual([]);
    await world.time.advance(1);
    const second = await tokens.tokenOf(SHOP);
    expect(second?.reveal()).not.toBe(first?.reveal());
    expect(alive(second)).toBe(true);
    expect(world.asked).toEqual([{ grant: "refresh_token", status: 200 }]);
  });

  it("that was renewed is stored: the next process needs no other", async () => {
    await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    const token = await newProcess(world).tokens.tokenOf(SHOP);
    expect((await newProcess(world).tokens.tokenOf(SHOP))?.reveal()).toBe(token?.reveal());
    expect(world.asked).toHaveLength(1);
  });

  it("is renewed once for many who want it at once, in several processes", async () => {
    await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    const processes = [newProcess(world), newProcess(world), newProcess(world)];
    const wanted = processes.flatMap(({ tokens }) => [tokens.tokenOf(SHOP), tokens.tokenOf(SHOP)]);
    const given = new Set((await Promise.all(wanted)).map((token) => token?.reveal()));
    expect(given.size).toBe(1);
    expect(world.asked).toEqual([{ grant: "refresh_token", status: 200 }]);
  });

  it("that Shopify refused before its time is renewed once, and whoever comes late gets the new one", async () => {
    const shop = await world.open(SHOP);
    const { tokens } = newProcess(world);
    const token = await tokens.tokenOf(SHOP);
    if (token === undefined) throw new Error("there is no token");
    shop.state.tokens.revoke(token.reveal());
    const renewed = await Promise.all([tokens.afterRefusal(SHOP, token), tokens.afterRefusal(SHOP, token)]);
    expect(alive(renewed[0])).toBe(true);
    expect(renewed[1]?.reveal()).toBe(renewed[0]?.reveal());
    expect(world.asked).toHaveLength(1);
  });

  it("brings what the shop grants along; news of it makes the set-up due", async () => {
    const shop = await world.open(SHOP);
    await world.time.advance(HOUR);
    const { tokens } = newProcess(world);
    await tokens.tokenOf(SHOP);
    expect(await world.row(SHOP)).toMatchObject({ scopes: SCOPES.join(","), setUpDueAt: null });
    // A refreshed token allows what the token before it did: a new grant comes with an exchange.
    shop.state.scopes = ["read_orders"];
    await world.time.advance(HOUR);
    await tokens.tokenOf(SHOP);
    expect(await world.row(SHOP)).toMatchObject({ scopes: "read_orders", setUpDueAt: world.time.now() });
  });
});

describe("a renewal whose answer was lost", () => {
  it("is done again with the token that is stored, which Shopify keeps until its replacement is used", async () => {
    const shop = await world.open(SHOP);
    shop.state.tokens.forgivesLostRefreshes = true;
    await world.time.advance(2 * HOUR);
    loseAnswers(1);
    await expect(newProcess(world).tokens.tokenOf(SHOP)).rejects.toThrow("Shopify gave no token");
    await world.time.advance(20 * DAY);
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
    expect((await world.row(SHOP)).problem).toBeNull();
  });

  it("leaves the old token in use while that is good", async () => {
    await world.open(SHOP);
    await world.time.advance(HOUR - MINUTE);
    world.network.before = () => Promise.reject(new TypeError("fetch failed"));
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
  });

  it("and not forgiven is a problem that the next opening solves", async () => {
    const shop = await world.open(SHOP);
    const { tokens, access } = newProcess(world);
    await world.time.advance(2 * HOUR);
    loseAnswers(1);
    await expect(tokens.tokenOf(SHOP)).rejects.toThrow();
    expect(await tokens.tokenOf(SHOP)).toBeUndefined();
    expect(await tokens.tokenOf(SHOP)).toBeUndefined();
    expect(world.asked.map(({ status }) => status)).toEqual([0, 400]);
    expect(await world.row(SHOP)).toMatchObject({ problem: "token_refused" });
    // Shopify's library exchanges because the stored session has no token.
    expect(await tokens.isFresh(SHOP)).toBe(false);
    await world.exchange(shop);
    expect(await access.post(SHOP, '{"query":"{ shop { name } }"}')).toMatchObject({ status: 200 });
    expect(await world.row(SHOP)).toMatchObject({ problem: null, status: null });
  });
});

describe("a renewal", () => {
  it("never undoes an exchange that came in between", async () => {
    const shop = await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    world.network.after = async (response) => {
      await world.exchange(shop);
      return response;
    };
    const token = await newProcess(world).tokens.tokenOf(SHOP);
    expect(alive(token)).toBe(true);
    world.network.after = (response) => Promise.resolve(response);
    await world.time.advance(2 * HOUR);
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
  });

  it("never brings back a shop that left in between", async () => {
    await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    world.network.after = async (response) => {
      await change(world.database, "DELETE FROM session");
      return response;
    };
    expect(await newProcess(world).tokens.tokenOf(SHOP)).toBeUndefined();
    expect(await select(world.database, "SELECT id FROM session")).toEqual([]);
  });

  it("whose answer has no end is not kept: the stored tokens stay as they are", async () => {
    await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    const before = await select(world.database, "SELECT access_token, refresh_token FROM session");
    world.network.after = () => Promise.resolve(Response.json({ access_token: "shpat_x", scope: "" }));
    await expect(newProcess(world).tokens.tokenOf(SHOP)).rejects.toThrow("Shopify gave no token");
    expect(await select(world.database, "SELECT access_token, refresh_token FROM session")).toEqual(before);
  });

  it.each([
    ["a wrong secret of the app", 400, { error: "invalid_client" }],
    ["Shopify's own trouble", 503, {}],
    ["too many requests", 429, { error: "invalid_grant_of_requests" }],
  ])("costs no token because of %s", async (_, status, body) => {
    await world.open(SHOP);
    await world.time.advance(2 * HOUR);
    const { tokens } = newProcess(world);
    world.network.after = () => Promise.resolve(Response.json(body, { status }));
    await expect(tokens.tokenOf(SHOP)).rejects.toThrow();
    world.network.after = (response) => Promise.resolve(response);
    world.platform.shop(SHOP)?.state.tokens.revokeAll();
    expect((await world.row(SHOP)).problem).toBeNull();
    expect(await select(world.database, "SELECT id FROM session WHERE refresh_token IS NULL")).toEqual([]);
  });
});

describe("a stored token", () => {
  it("that cannot be opened, because a key is missing, stays for the day the key is back", async () => {
    await world.open(SHOP);
    const before = await select(world.database, "SELECT access_token, refresh_token FROM session");
    const keyless = createOfflineSessions(world.database.prisma, otherVault);
    const { tokens } = newProcess(world, { sessions: keyless });
    expect(await tokens.tokenOf(SHOP)).toBeUndefined();
    expect((await world.row(SHOP)).problem).toBe("token_refused");
    expect(await select(world.database, "SELECT access_token, refresh_token FROM session")).toEqual(before);
    const { access } = newProcess(world);
    expect(await access.post(SHOP, '{"query":"{ shop { name } }"}')).toMatchObject({ status: 200 });
    expect((await world.row(SHOP)).problem).toBeNull();
    expect(world.asked).toEqual([]);
  });

  it("without an end whose trade was lost is good until the trade is known to be done", async () => {
    await world.open(SHOP, "endless");
    world.network.before = () => Promise.reject(new TypeError("fetch failed"));
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
    world.network.before = () => Promise.resolve();
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
    expect(world.asked).toEqual([{ grant: "token-exchange", status: 200 }]);
  });
});

describe("every hour", () => {
  const renewal = () => {
    const { sessions, tokens, troubles, leases } = newProcess(world);
    const { now } = world.time;
    return createTokenRenewal({ sessions, tokens, troubles, leases, clock: now, logger });
  };
  const never = () => false;

  it("a refresh token that was not used for thirty days is used", async () => {
    await world.open(SHOP);
    const chore = renewal();
    for (let days = 0; days < 200; days++) {
      await world.time.advance(DAY);
      await chore.run(never);
    }
    expect(world.asked).toEqual(Array(6).fill({ grant: "refresh_token", status: 200 }));
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
  });

  it("a token without an end is traded for one with an end, once", async () => {
    const shop = await world.open(SHOP, "endless");
    const chore = renewal();
    await chore.run(never);
    await world.time.advance(HOUR);
    await chore.run(never);
    expect(world.asked).toEqual([{ grant: "token-exchange", status: 200 }]);
    expect(alive(await newProcess(world).tokens.tokenOf(SHOP))).toBe(true);
    expect(shop.state.isInstalled).toBe(true);
  });

  it("what one shop refuses costs no other shop its turn", async () => {
    const gone = await world.open("a.myshopify.com");
    gone.state.tokens.revokeAll();
    const shut = await world.open("b.myshopify.com");
    shut.state.standing = "frozen";
    await world.open(SHOP);
    await world.time.advance(31 * DAY);
    await renewal().run(never);
    expect(world.asked.map(({ status }) => status)).toEqual([400, 402, 200]);
    expect((await world.row("a.myshopify.com")).problem).toBe("token_refused");
    expect(await world.row("b.myshopify.com")).toMatchObject({ problem: "shut", status: 402 });
  });
});

describe("a shop that never was", () => {
  it("has no token and no trouble", async () => {
    expect(await newProcess(world).tokens.tokenOf("nobody.myshopify.com")).toBeUndefined();
  });
});
