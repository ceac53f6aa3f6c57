import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const TOKEN = "events-api-token-in-the-clear";

async function newConnections() {
  const database = await newDatabase();
  const { ledger } = database;
  const clock = { now: 1_000 };
  const vaultOf = () => createVault([new Secret(randomBytes(32).toString("base64"))]);
  const connections = createConnections(ledger, vaultOf(), () => clock.now);
  const connect = (
    token: string | undefined,
    changes: { pixelCode?: string; replaces?: string; testEventCode?: string } = {},
  ) =>
    connections.connect({
      shop: SHOP,
      pixelCode: "PIXEL1",
      testEventCode: undefined,
      token: token === undefined ? undefined : new Secret(token),
      ...changes,
    });
  const row = async () => {
    const [first] = await select<{ code: string; verified_at: number | null }>(
      database,
      "SELECT * FROM pixel",
    );
    return first;
  };
  return {
    database,
    clock,
    connections,
    connect,
    row,
    underAnotherKey: createConnections(ledger, vaultOf(), () => clock.now),
  };
}

describe("a connection", () => {
  it("gives the pixel with its token opened, and nothing to other shops", async () => {
    const { connections, connect } = await newConnections();
    await connect(TOKEN, { testEventCode: "TEST1" });
    const pixel = await connections.pixelOf(SHOP);
    expect(pixel).toMatchObject({ code: "PIXEL1", testEventCode: "TEST1", connectedAt: 1_000 });
    expect(pixel?.token.reveal()).toBe(TOKEN);
    expect(await connections.pixelOf("other.myshopify.com")).toBeUndefined();
    expect(await connections.hasPixel("other.myshopify.com")).toBe(false);
  });

  it("keeps its token in no file in the clear", async () => {
    const { database, connect } = await newConnections();
    const stored = await storedText(database);
    await connect(TOKEN);
    const bytes = await stored();
    expect(bytes).toContain("PIXEL1");
    expect(bytes).not.toContain(TOKEN);
  });

  it("keeps the token there is when none is given, and loses the test code when none is given", async () => {
    const { connections, connect } = await newConnections();
    await connect(TOKEN, { testEventCode: "TEST1" });
    expect(await connect(undefined)).toBe(true);
    expect((await connections.pixelOf(SHOP))?.token.reveal()).toBe(TOKEN);
    expect((await connections.pixelOf(SHOP))?.testEventCode).toBeUndefined();
  });

  it("is verified until another token or pixel is entered", async () => {
    const { connections, connect, row } = await newConnections();
    await connect(TOKEN);
    await connections.markVerified(SHOP, "PIXEL1");
    await connect(undefined, { testEventCode: "TEST1" });
    expect((await row())?.verified_at).toBe(1_000);
    await connect("another-token");
    expect((await row())?.verified_at).toBeNull();
    await connections.markVerified(SHOP, "PIXEL1");
    await connect(undefined, { pixelCode: "PIXEL2", replaces: "PIXEL1" });
    expect(await row()).toMatchObject({ code: "PIXEL2", verified_at: null });
  });

  it("whose token cannot be opened gives no pixel, but is there", async () => {
    const { connect, underAnotherKey } = await newConnections();
    await connect(TOKEN);
    expect(await underAnotherKey.pixelOf(SHOP)).toBeUndefined();
    expect(await underAnotherKey.hasPixel(SHOP)).toBe(true);
  });

  it("copied to another shop's row does not open there", async () => {
    const { database, connections, connect } = await newConnections();
    await connect(TOKEN);
    await change(database, "UPDATE pixel SET shop = 'evil.myshopify.com'");
    expect(await connections.pixelOf("evil.myshopify.com")).toBeUndefined();
  });

  it("is gone once disconnected, and may be disconnected twice", async () => {
    const { connections, connect } = await newConnections();
    await connect(TOKEN);
    await connections.disconnect(SHOP);
    await connections.disconnect(SHOP);
    expect(await connections.hasPixel(SHOP)).toBe(false);
    expect(await connect(undefined)).toBe(false);
  });
});
