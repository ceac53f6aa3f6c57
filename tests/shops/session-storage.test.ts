import { randomBytes } from "node:crypto";
import { Session } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createSealedSessionStorage } from "../../app/shops/session-storage.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const ACCESS = "shpat_access-token-in-the-clear";
const REFRESH = "shprt_refresh-token-in-the-clear";

async function newStorage() {
  const database = await newDatabase();
  const vault = () => createVault([new Secret(randomBytes(32).toString("base64"))]);
  const inner = new PrismaSessionStorage(database.prisma);
  return {
    database,
    inner,
    storage: createSealedSessionStorage(inner, vault()),
    underAnotherKey: createSealedSessionStorage(inner, vault()),
  };
}

function session(changes: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session {
  return new Session({
    ...{
      id: `offline_${SHOP}`,
      shop: SHOP,
      state: "",
      isOnline: false,
      scope: "read_orders",
      accessToken: ACCESS,
    },
    ...{
      expires: new Date("2026-11-22T13:00:00Z"),
      refreshToken: REFRESH,
      refreshTokenExpires: new Date("2027-02-20T12:00:00Z"),
    },
    ...changes,
  });
}

describe("a session", () => {
  it("comes back as it went in", async () => {
    const { storage } = await newStorage();
    await storage.storeSession(session());
    expect((await storage.loadSession(`offline_${SHOP}`))?.toObject()).toEqual(session().toObject());
    expect((await storage.findSessionsByShop(SHOP)).map((one) => one.accessToken)).toEqual([ACCESS]);
  });

  it("may be stored again and again, also at the same time, and the last tokens count", async () => {
    const { storage } = await newStorage();
    await storage.storeSession(session());
    await Promise.all([
      storage.storeSession(session({ accessToken: "second" })),
      storage.storeSession(session({ accessToken: "second" })),
    ]);
    expect((await storage.loadSession(`offline_${SHOP}`))?.accessToken).toBe("second");
  });

  it("is in no file in the clear", async () => {
    const { storage, database } = await newStorage();
    const stored = await storedText(database);
    await storage.storeSession(session());
    const bytes = await stored();
    expect(bytes).toContain(SHOP);
    expect(bytes).not.toContain(ACCESS);
    expect(bytes).not.toContain(REFRESH);
  });

  it("without tokens is stored without tokens", async () => {
    const { storage, inner } = await newStorage();
    await storage.storeSession(new Session({ id: "x", shop: SHOP, state: "s", isOnline: true }));
    expect((await inner.loadSession("x"))?.accessToken).toBeFalsy();
    expect((await storage.loadSession("x"))?.state).toBe("s");
  });

  it("that was sealed with a key that is gone counts as none: Shopify is asked for a new token", async () => {
    const { storage, underAnotherKey } = await newStorage();
    await storage.storeSession(session());
    expect(await underAnotherKey.loadSession(`offline_${SHOP}`)).toBeUndefined();
    expect(await underAnotherKey.findSessionsByShop(SHOP)).toEqual([]);
  });

  it("does not open under another session's id", async () => {
    const { storage, database } = await newStorage();
    await storage.storeSession(session());
    await change(database, "UPDATE session SET id = 'offline_evil.myshopify.com'");
    expect(await storage.loadSession("offline_evil.myshopify.com")).toBeUndefined();
  });

  it("is gone once it is deleted", async () => {
    const { storage } = await newStorage();
    await storage.storeSession(session());
    await storage.deleteSession(`offline_${SHOP}`);
    await storage.storeSession(session({ id: "a" }));
    await storage.deleteSessions(["a"]);
    expect(await storage.findSessionsByShop(SHOP)).toEqual([]);
  });
});
