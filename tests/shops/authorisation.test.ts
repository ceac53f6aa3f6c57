import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../../app/platform/clock.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createAuditLog } from "../../app/privacy/audit.server.ts";
import { createAuthorisations } from "../../app/shops/authorisation.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { newDatabase, select } from "../platform/temporary-database.ts";

const MERCHANT = { shop: "northpine.myshopify.com", staff: "11" };
const COLLEAGUE = { ...MERCHANT, staff: "12" };
const STRANGER = { shop: "other.myshopify.com", staff: "11" };
const CODE = new Secret("the-code-of-tiktok-in-the-clear");
const TOKEN = new Secret("the-token-of-tiktok-in-the-clear");
const ACCOUNTS = [{ id: "7111", name: "Northpine" }];

async function newWorld() {
  const database = await newDatabase();
  const clock = { now: 1_000_000 };
  const vault = createVault([new Secret(randomBytes(32).toString("base64"))]);
  const ways = createAuthorisations(database.ledger, vault, () => clock.now);
  /** To the word that the browser brings back into the admin. */
  const comeBack = async (walker = MERCHANT) => {
    const back = await ways.returned(await ways.begin(walker), CODE);
    if (back?.word === undefined) throw new Error("there is no way back");
    return back.word;
  };
  const rows = () => select<Record<string, unknown>>(database, "SELECT * FROM tiktok_authorisation");
  return { database, clock, ways, comeBack, rows };
}

describe("the way to TikTok and back", () => {
  it("leads to a token that waits for a pixel, for the one who began", async () => {
    const { ways, comeBack } = await newWorld();
    expect(await ways.standing(MERCHANT)).toBeUndefined();
    const word = await comeBack();
    expect(await ways.standing(MERCHANT)).toEqual({ kind: "waiting" });
    expect((await ways.claim(MERCHANT, word))?.reveal()).toBe(CODE.reveal());
    expect(await ways.granted(MERCHANT, TOKEN, ACCOUNTS)).toBe(true);
    expect(await ways.standing(MERCHANT)).toEqual({ kind: "granted", advertisers: ACCOUNTS });
    expect((await ways.tokenOf(MERCHANT))?.token.reveal()).toBe(TOKEN.reveal());
  });

  it("names the shop that began, whoever opens the address", async () => {
    const { ways } = await newWorld();
    const states = [await ways.begin(MERCHANT), await ways.begin(STRANGER)];
    const shops = [];
    for (const state of states) shops.push((await ways.returned(state, CODE))?.shop);
    expect(shops).toEqual([MERCHANT.shop, STRANGER.shop]);
  });

  it.each([
    ["a colleague", COLLEAGUE],
    ["another shop", STRANGER],
  ])("is of no use to %s who has the word, and is still there for the right one", async (_, walker) => {
    const { ways, comeBack } = await newWorld();
    const word = await comeBack();
    expect(await ways.claim(walker, word)).toBeUndefined();
    expect(await ways.standing(walker)).toBeUndefined();
    expect(await ways.claim(MERCHANT, word)).toBeDefined();
    await ways.granted(MERCHANT, TOKEN, ACCOUNTS);
    expect(await ways.tokenOf(walker)).toBeUndefined();
    expect(await ways.granted(walker, new Secret("another-token"), [])).toBe(false);
    await ways.end(walker);
    expect(await ways.tokenOf(MERCHANT)).toBeDefined();
  });

  it("takes a state once, and a word once", async () => {
    const { ways } = await newWorld();
    const state = await ways.begin(MERCHANT);
    const back = await ways.returned(state, CODE);
    expect(await ways.returned(state, CODE)).toBeUndefined();
    expect(await ways.returned(back?.word ?? "", CODE)).toBeUndefined();
    expect(await ways.claim(MERCHANT, back?.word ?? "")).toBeDefined();
    expect(await ways.claim(MERCHANT, back?.word ?? "")).toBeUndefined();
  });

  it("takes a state once also when the same address is opened twice at the same time", async () => {
    const { ways } = await newWorld();
    const state = await ways.begin(MERCHANT);
    const came = await Promise.all([1, 2, 3, 4].map(() => ways.returned(state, CODE)));
    expect(came.filter((back) => back !== undefined)).toHaveLength(1);
  });

  it("takes neither after ten minutes, nor the token after half an hour", async () => {
    const { ways, clock, comeBack } = await newWorld();
    const state = await ways.begin(MERCHANT);
    clock.now += 10 * MINUTE;
    expect(await ways.returned(state, CODE)).toBeUndefined();
    const word = await comeBack();
    clock.now += 10 * MINUTE;
    expect(await ways.claim(MERCHANT, word)).toBeUndefined();
    await ways.claim(MERCHANT, await comeBack());
    await ways.granted(MERCHANT, TOKEN, ACCOUNTS);
    clock.now += 30 * MINUTE - 1;
    expect(await ways.tokenOf(MERCHANT)).toBeDefined();
    clock.now += 1;
    expect(await ways.tokenOf(MERCHANT)).toBeUndefined();
    expect(await ways.standing(MERCHANT)).toBeUndefined();
  });

  it("knows no state that was made up", async () => {
    const { ways } = await newWorld();
    await ways.begin(MERCHANT);
    for (const state of ["", "null", "x".repeat(43)])
      expect(await ways.returned(state, CODE)).toBeUndefined();
  });

  it("ends the way before when somebody begins anew", async () => {
    const { ways } = await newWorld();
    const first = await ways.begin(MERCHANT);
    await ways.begin(COLLEAGUE);
    expect(await ways.returned(first, CODE)).toBeUndefined();
    expect(await ways.standing(MERCHANT)).toBeUndefined();
    expect(await ways.standing(COLLEAGUE)).toEqual({ kind: "waiting" });
  });

  it("keeps no token that comes after the person has begun anew or given up", async () => {
    const { ways, comeBack } = await newWorld();
    await ways.claim(MERCHANT, await comeBack());
    await ways.begin(MERCHANT);
    expect(await ways.granted(MERCHANT, TOKEN, ACCOUNTS)).toBe(false);
    await ways.end(MERCHANT);
    expect(await ways.granted(MERCHANT, TOKEN, ACCOUNTS)).toBe(false);
  });
});

describe("what went wrong", () => {
  it("is told to the one who began, without a code to claim", async () => {
    const { ways } = await newWorld();
    const back = await ways.returned(await ways.begin(MERCHANT), undefined);
    expect(back).toEqual({ shop: MERCHANT.shop, word: undefined });
    expect(await ways.standing(MERCHANT)).toEqual({ kind: "failed", problem: "denied", answer: {} });
    expect(await ways.standing(COLLEAGUE)).toBeUndefined();
  });

  it("is told with TikTok's own answer", async () => {
    const { ways, comeBack } = await newWorld();
    await ways.claim(MERCHANT, await comeBack());
    const answer = { code: 40110, message: "Auth_code is invalid" };
    await ways.failed(MERCHANT, "code_refused", answer);
    expect(await ways.standing(MERCHANT)).toEqual({ kind: "failed", problem: "code_refused", answer });
  });
});

describe("what is stored of it", () => {
  it("is neither state, word, code nor token in the clear", async () => {
    const { database, ways } = await newWorld();
    const stored = await storedText(database);
    const state = await ways.begin(MERCHANT);
    const back = await ways.returned(state, CODE);
    await ways.claim(MERCHANT, back?.word ?? "");
    await ways.granted(MERCHANT, TOKEN, ACCOUNTS);
    const text = await stored();
    expect(text).toContain(MERCHANT.shop);
    for (const secret of [state, back?.word ?? "none", CODE.reveal(), TOKEN.reveal()])
      expect(text).not.toContain(secret);
  });

  it("goes when a pixel was chosen, and when it is old", async () => {
    const { ways, clock, comeBack, rows } = await newWorld();
    await comeBack();
    await ways.end(MERCHANT);
    expect(await rows()).toEqual([]);
    await comeBack();
    await ways.begin(STRANGER);
    clock.now += 10 * MINUTE - 1;
    await ways.forgetOld();
    expect(await rows()).toHaveLength(2);
    clock.now += 1;
    await ways.forgetOld();
    expect(await rows()).toEqual([]);
  });

  it("does not open for another shop, even where the row is copied", async () => {
    const { database, ways, comeBack } = await newWorld();
    await ways.claim(MERCHANT, await comeBack());
    await ways.granted(MERCHANT, TOKEN, ACCOUNTS);
    await select(database, "UPDATE tiktok_authorisation SET shop = 'other.myshopify.com' RETURNING shop");
    expect(await ways.tokenOf(STRANGER)).toBeUndefined();
  });

  it("leaves a line in the log: who was let in, and to how many ad accounts", async () => {
    const { database, ways, comeBack } = await newWorld();
    await ways.claim(MERCHANT, await comeBack());
    await ways.granted(MERCHANT, TOKEN, ACCOUNTS);
    const [line] = await createAuditLog(database.ledger).latest(MERCHANT.shop, 5);
    expect(line).toMatchObject({ by: "11", fact: { action: "tiktok_authorised", accounts: 1 } });
  });
});
