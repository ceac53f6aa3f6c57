import { randomBytes } from "node:crypto";
import { Session } from "@shopify/shopify-api";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createSessionStorage } from "../../app/shops/session-storage.server.ts";
import { storedText } from "../platform/stored-text.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const ACCESS = "shpat_access-token-in-the-clear";
const REFRESH = "shprt_refresh-token-in-the-clear";

async function newStorage() {
  const database = await newDatabase();
  const vault = () => createVault([new Secret(randomBytes(32).toString("base64"))]);
  return {
    database,
    storage: createSessionStorage(database.prisma, vault()),
    underAnotherKey: createSessionStorage(database.prisma, vault()),
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
    const { storage } = await newStorage();
    await storage.storeSession(new Session({ id: "x", shop: SHOP, state: "s", isOnline: true }));
    expect((await storage.loadSession("x"))?.accessToken).toBeUndefined();
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

  it("of a person comes back with the person", async () => {
    const { storage } = await newStorage();
    const associated_user = {
      ...{ id: 92_814_417, first_name: "Robin", last_name: "Hale", email: "robin@northpine.example" },
      ...{ email_verified: true, account_owner: false, locale: "de", collaborator: true },
    };
    const online = new Session({
      ...{
        id: `${SHOP}_1`,
        shop: SHOP,
        state: "",
        isOnline: true,
        scope: "read_orders",
        accessToken: ACCESS,
      },
      ...{ expires: new Date("2026-11-22T13:00:00Z") },
      onlineAccessInfo: { expires_in: 86_399, associated_user_scope: "read_orders", associated_user },
    });
    await storage.storeSession(online);
    const loaded = await storage.loadSession(online.id);
    expect(loaded?.onlineAccessInfo?.associated_user).toEqual(associated_user);
    expect(loaded?.equals(online)).toBe(true);
  });

  it("keeps a token without an end as one", async () => {
    const { storage } = await newStorage();
    const changes = { expires: undefined, refreshToken: undefined, refreshTokenExpires: undefined };
    await storage.storeSession(
      session(changes as unknown as Partial<ConstructorParameters<typeof Session>[0]>),
    );
    const loaded = await storage.loadSession(`offline_${SHOP}`);
    expect(loaded?.expires).toBeUndefined();
    expect(loaded?.isActive(undefined)).toBe(true);
  });

  it("loses its token when Shopify refused that token, and not when it has a newer one", async () => {
    const { storage } = await newStorage();
    const refused = session({ accessToken: undefined } as unknown as { accessToken: string });
    const newer = session({ accessToken: "newer", expires: new Date("2026-11-22T14:00:00Z") });
    await storage.storeSession(session());
    await storage.storeSession(refused);
    const loaded = await storage.loadSession(`offline_${SHOP}`);
    expect([loaded?.accessToken, loaded?.refreshToken]).toEqual([undefined, REFRESH]);
    await storage.storeSession(newer);
    await storage.storeSession(refused);
    expect((await storage.loadSession(`offline_${SHOP}`))?.accessToken).toBe("newer");
  });

  it("that never was is neither found nor missed", async () => {
    const { storage } = await newStorage();
    expect(await storage.loadSession("nobody's")).toBeUndefined();
    expect(await storage.deleteSession("nobody's")).toBe(true);
    expect(await storage.deleteSessions(["nobody's"])).toBe(true);
    expect(await storage.findSessionsByShop(SHOP)).toEqual([]);
  });

  it("is of one shop: twenty-five are listed, those first that end last", async () => {
    const { storage } = await newStorage();
    for (let hour = 0; hour < 30; hour++) {
      const expires = new Date(Date.UTC(2026, 10, 22, hour));
      await storage.storeSession(session({ id: `s${hour}`, expires }));
    }
    await storage.storeSession(session({ id: "other", shop: "other.myshopify.com" }));
    const listed = (await storage.findSessionsByShop(SHOP)).map(({ id }) => id);
    expect(listed).toEqual(Array.from({ length: 25 }, (_, index) => `s${29 - index}`));
  });

  it("is not asked for at start: a database that is away stops no process", async () => {
    const { storage, database } = await newStorage();
    await change(database, "ALTER TABLE session RENAME TO away");
    await expect(storage.loadSession("x")).rejects.toThrow();
    await change(database, "ALTER TABLE away RENAME TO session");
    expect(await storage.loadSession("x")).toBeUndefined();
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
