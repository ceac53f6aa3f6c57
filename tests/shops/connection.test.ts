import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { newDatabase } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const TOKEN = "events-api-token-in-the-clear";

function newConnections() {
  const { sqlite } = newDatabase();
  const clock = { now: 1_000 };
  const vaultOf = () => createVault([new Secret(randomBytes(32).toString("base64"))]);
  const connections = createConnections(sqlite, vaultOf(), () => clock.now);
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
  const row = () => sqlite.prepare("SELECT * FROM pixel").get() as Record<string, unknown>;
  return {
    sqlite,
    clock,
    connections,
    connect,
    row,
    underAnotherKey: createConnections(sqlite, vaultOf(), () => clock.now),
  };
}

describe("a connection", () => {
  it("gives the pixel with its token opened, and nothing to other shops", () => {
    const { connections, connect } = newConnections();
    connect(TOKEN, { testEventCode: "TEST1" });
    const pixel = connections.pixelOf(SHOP);
    expect(pixel).toMatchObject({ code: "PIXEL1", testEventCode: "TEST1", connectedAt: 1_000 });
    expect(pixel?.token.reveal()).toBe(TOKEN);
    expect(connections.pixelOf("other.myshopify.com")).toBeUndefined();
    expect(connections.hasPixel("other.myshopify.com")).toBe(false);
  });

  it("keeps its token in no file in the clear", () => {
    const { sqlite, connect } = newConnections();
    connect(TOKEN);
    const bytes = readFileSync(sqlite.name, "latin1") + readFileSync(`${sqlite.name}-wal`, "latin1");
    expect(bytes).toContain("PIXEL1");
    expect(bytes).not.toContain(TOKEN);
  });

  it("keeps the token there is when none is given, and loses the test code when none is given", () => {
    const { connections, connect } = newConnections();
    connect(TOKEN, { testEventCode: "TEST1" });
    expect(connect(undefined)).toBe(true);
    expect(connections.pixelOf(SHOP)?.token.reveal()).toBe(TOKEN);
    expect(connections.pixelOf(SHOP)?.testEventCode).toBeUndefined();
  });

  it("is verified until another token or pixel is entered", () => {
    const { connections, connect, row } = newConnections();
    connect(TOKEN);
    connections.markVerified(SHOP, "PIXEL1");
    connect(undefined, { testEventCode: "TEST1" });
    expect(row()["verified_at"]).toBe(1_000);
    connect("another-token");
    expect(row()["verified_at"]).toBeNull();
    connections.markVerified(SHOP, "PIXEL1");
    connect(undefined, { pixelCode: "PIXEL2", replaces: "PIXEL1" });
    expect(row()).toMatchObject({ code: "PIXEL2", verified_at: null });
  });

  it("whose token cannot be opened gives no pixel, but is there", () => {
    const { connect, underAnotherKey } = newConnections();
    connect(TOKEN);
    expect(underAnotherKey.pixelOf(SHOP)).toBeUndefined();
    expect(underAnotherKey.hasPixel(SHOP)).toBe(true);
  });

  it("copied to another shop's row does not open there", () => {
    const { sqlite, connections, connect } = newConnections();
    connect(TOKEN);
    sqlite.exec("UPDATE pixel SET shop = 'evil.myshopify.com'");
    expect(connections.pixelOf("evil.myshopify.com")).toBeUndefined();
  });

  it("is gone once disconnected, and may be disconnected twice", () => {
    const { connections, connect } = newConnections();
    connect(TOKEN);
    connections.disconnect(SHOP);
    connections.disconnect(SHOP);
    expect(connections.hasPixel(SHOP)).toBe(false);
    expect(connect(undefined)).toBe(false);
  });
});
