import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault, keyOf } from "../../app/platform/vault.server.ts";
import { createKeyRotation } from "../../app/shops/key-rotation.server.ts";
import { SEALED_PLACES } from "../../app/shops/sealed-places.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";

const key = (byte: number) => new Secret(Buffer.alloc(32, byte).toString("base64"));
const [OLD, NEW, LOST] = [key(1), key(2), key(3)];
const [old, renewed, lost] = [createVault([OLD]), createVault([NEW, OLD]), createVault([LOST])];
const SHOPS = ["a.myshopify.com", "b.myshopify.com"];

let database: Database;
const inTurn = <T>(_shop: string, work: () => Promise<T>) => work();
const rotation = (vault = renewed) => createKeyRotation({ ledger: database.ledger, vault, inTurn });

const pixel = (shop: string, sealed: string) =>
  change(
    database,
    "INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES (@shop, 'CPIXEL', @sealed, 1)",
    { shop, sealed },
  );
const sealedFor = (shop: string, vault = old) =>
  vault.seal(new Secret(`token of ${shop}`), `pixel-token:${shop}`);

beforeEach(async () => {
  database = await newDatabase();
  for (const shop of SHOPS) {
    await pixel(shop, sealedFor(shop));
    const id = `offline_${shop}`;
    const seal = (text: string) => old.seal(new Secret(text), `session:${id}`);
    await change(
      database,
      `INSERT INTO session (id, shop, state, is_online, access_token, refresh_token) VALUES (@id, @shop, '', false, @access, @refresh)`,
      { id, shop, access: seal(`access of ${shop}`), refresh: seal(`refresh of ${shop}`) },
    );
    const sealed = old.seal(new Secret("a body"), `webhook:${shop}`);
    await change(
      database,
      `INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome, sealed_body)
       VALUES (@shop, 'orders/paid', '1', '1', '2026-10', 1, 'unreadable', @sealed)`,
      { shop, sealed },
    );
    await change(
      database,
      "INSERT INTO alert_settings (shop, document, sealed_channels, updated_at, due_at) VALUES (@shop, '{}', @sealed, 1, 1)",
      { shop, sealed: old.seal(new Secret("addresses"), `alert-channels:${shop}`) },
    );
  }
  await change(
    database,
    "INSERT INTO session (id, shop, state, is_online, access_token) VALUES ('empty', 'c', '', false, '')",
  );
});

/** Every sealed text there is, with its purpose. */
async function everything(): Promise<{ sealed: string; purpose: string }[]> {
  const texts = SEALED_PLACES.map(async ({ table, column, owner, purpose }) => {
    const sql = `SELECT ${owner} AS owner, ${column} AS sealed FROM ${table} WHERE ${column} <> ''`;
    const rows = await select<{ owner: string; sealed: string }>(database, sql);
    return rows.map((row) => ({ sealed: row.sealed, purpose: purpose(row.owner) }));
  });
  return (await Promise.all(texts)).flat();
}

describe("changing the key", () => {
  it("seals every text anew, so that the new key alone opens it", async () => {
    const plain = async (vault = old) =>
      (await everything()).map(({ sealed, purpose }) => vault.open(sealed, purpose).reveal());
    const before = await plain();
    expect(before).toHaveLength(10);
    const done = await rotation().rotate();
    expect(done).toEqual(
      [
        "pixel.sealed_token",
        "webhook.sealed_body",
        "session.access_token",
        "session.refresh_token",
        "alert_settings.sealed_channels",
      ].map((place) => ({ place, resealed: 2, current: 0, unopened: 0 })),
    );
    expect(await plain(createVault([NEW]))).toEqual(before);
    expect(await rotation().uses()).toHaveLength(5);
    expect((await rotation().uses()).every((use) => use.key === renewed.currentKey)).toBe(true);
  });

  it("changes nothing the second time", async () => {
    await rotation().rotate();
    const before = await everything();
    expect((await rotation().rotate()).map(({ resealed, current }) => [resealed, current])).toEqual(
      Array(5).fill([0, 2]),
    );
    expect(await everything()).toEqual(before);
  });

  it("leaves alone what it cannot open, and says how much that is", async () => {
    const sealed = sealedFor("lost.myshopify.com", lost);
    await pixel("lost.myshopify.com", sealed);
    await pixel("broken.myshopify.com", "not sealed");
    // Copied from another shop: it is not for this one.
    await pixel("thief.myshopify.com", sealedFor("a.myshopify.com"));
    expect((await rotation().rotate())[0]).toMatchObject({ resealed: 2, unopened: 3 });
    const rows = await select<{ sealed_token: string }>(
      database,
      "SELECT sealed_token FROM pixel WHERE shop = 'lost.myshopify.com'",
    );
    expect(rows).toEqual([{ sealed_token: sealed }]);
    const keys = (await rotation().uses()).filter(({ place }) => place === "pixel.sealed_token");
    expect(keys.map((use) => use.key).toSorted()).toEqual(
      [undefined, lost.currentKey, old.currentKey, renewed.currentKey].toSorted(),
    );
  });

  it("never takes back a token that was saved meanwhile", async () => {
    const newer = renewed.seal(new Secret("newer"), "pixel-token:a.myshopify.com");
    const meanwhile = async <T>(shop: string, work: () => Promise<T>) => {
      if (shop === "a.myshopify.com")
        await change(database, "UPDATE pixel SET sealed_token = @newer WHERE shop = @shop", { shop, newer });
      return work();
    };
    await createKeyRotation({ ledger: database.ledger, vault: renewed, inTurn: meanwhile }).rotate();
    const [row] = await select<{ sealed: string }>(
      database,
      "SELECT sealed_token AS sealed FROM pixel WHERE shop = 'a.myshopify.com'",
    );
    expect(renewed.open(row?.sealed ?? "", "pixel-token:a.myshopify.com").reveal()).toBe("newer");
  });

  it("walks more rows than fit a page", async () => {
    for (let number = 0; number < 401; number++) {
      const shop = `s${number}.myshopify.com`;
      await pixel(shop, sealedFor(shop));
    }
    expect((await rotation().rotate())[0]).toMatchObject({ resealed: 403, unopened: 0 });
  });
});

describe("the list of sealed places", () => {
  it("names every column of the models that holds sealed texts", () => {
    const models = readFileSync("prisma/schema.prisma", "utf8").matchAll(/^model (\w+) \{\n([\s\S]*?)\n\}/gm);
    const columns = [...models].flatMap(([, , body = ""]) => {
      const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
      const sealed = body.matchAll(/^ {2}(?:sealed\w+|accessToken|refreshToken) .*@map\("(\w+)"\)/gm);
      return [...sealed].map(([, column]) => `${table}.${column}`);
    });
    expect(columns.length).toBeGreaterThan(3);
    expect(SEALED_PLACES.map(({ table, column }) => `${table}.${column}`).toSorted()).toEqual(
      columns.toSorted(),
    );
  });
});

describe("a sealed text", () => {
  it("names its key, and the key's id is not the key", () => {
    expect(keyOf(sealedFor("a"))).toBe(old.currentKey);
    expect(old.currentKey).not.toBe(renewed.currentKey);
    expect(keyOf("nothing")).toBeUndefined();
    expect(Buffer.from(OLD.reveal(), "base64").toString("hex")).not.toContain(old.currentKey);
  });
});
