import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { storedText } from "../platform/stored-text.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";

let folder: string;
let databaseUrl: string;
let database: Database;
const TOKEN = "token-that-must-not-be-printed";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "throughline-shop-"));
  writeFileSync(join(folder, "token"), `${TOKEN}\n`);
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function shop(...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY,
    NODE_ENV: "test" as const,
  };
  const { status, stdout, stderr } = spawnSync("node", ["scripts/shop.ts", ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const connect = (...more: string[]) =>
  shop(
    "connect",
    "--shop",
    "cedar.myshopify.com",
    "--pixel",
    "C4A1B2C3D4E5F6G7",
    "--token-file",
    join(folder, "token"),
    ...more,
  );

describe("npm run shop", () => {
  test("connects a pixel, and shows it without its token", () => {
    expect(connect()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Purchases count.") as string,
    });
    const shown = shop("show", "--shop", "cedar.myshopify.com", "--json");
    expect(JSON.parse(shown.stdout)).toMatchObject({
      pixels: [{ pixel: "C4A1B2C3D4E5F6G7", token: "saved", testEventCode: null }],
    });
    expect(shown.stdout).not.toContain(TOKEN);
  });

  test("stores the token sealed", async () => {
    const stored = await storedText(database);
    connect();
    const bytes = await stored();
    expect(bytes).toContain("C4A1B2C3D4E5F6G7");
    expect(bytes).not.toContain(TOKEN);
  });

  test("prints the webhooks that nobody could read, opened", async () => {
    const body = Buffer.from('{"id":').toString("base64");
    const sealed = createVault([new Secret(ENCRYPTION_KEY)]).seal(
      new Secret(body),
      "webhook:cedar.myshopify.com",
    );
    await change(
      database,
      `INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome, reason, sealed_body)
       VALUES ('cedar.myshopify.com', 'orders/paid', 'e', 'w', '2026-10', @receivedAt, 'unreadable', 'not_json', @sealed)`,
      { receivedAt: Date.UTC(2026, 10, 22, 12), sealed },
    );
    const { status, stdout } = shop("unread", "--shop", "cedar.myshopify.com");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ topic: "orders/paid", receivedAt: "2026-11-22T12:00:00.000Z", reason: "not_json", body },
    });
  });

  test("says that purchases do not count while a test event code is set", () => {
    expect(connect("--test-code", "TEST123").stdout).toContain("does not count them");
  });

  test("has nothing to send again where nothing was held or refused, and wants a time that is one", () => {
    const replay = (...more: string[]) => shop("replay", "--shop", "cedar.myshopify.com", ...more);
    expect(replay("--dry-run")).toMatchObject({ status: 0, stdout: "Nothing is held or refused.\n" });
    expect(replay("--since", "yesterday")).toMatchObject({
      ...{ status: 2, stderr: "--since is a time such as 2026-11-22T12:00:00Z\n" },
    });
  });

  test("sends again what was refused, and only says so in a dry run", async () => {
    connect();
    await change(
      database,
      `INSERT INTO "order" (id, shop, order_id, name, facts, topic, received_at, routed_at)
       VALUES (1, 'cedar.myshopify.com', '7', '#7', '{}', 'orders/paid', 1, 1)`,
    );
    await change(
      database,
      `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, reason, created_at)
       VALUES (1, 'cedar.myshopify.com', '7', 'Purchase', 'order_7', 'C4A1B2C3D4E5F6G7', '{"event":1}', @now, 'pending', 'refused_by_tiktok', 1)`,
      { now: Date.now() },
    );
    for (const state of ["leased", "refused"])
      await change(database, "UPDATE delivery SET state = @state", { state });
    const states = () => select(database, "SELECT state FROM delivery");
    const replay = (...more: string[]) => shop("replay", "--shop", "cedar.myshopify.com", ...more).stdout;
    expect(replay("--dry-run")).toBe("order 7, pixel C4A1B2C3D4E5F6G7, refused: would be sent again\n");
    expect(await states()).toEqual([{ state: "refused" }]);
    expect(replay("--order", "7")).toBe("order 7, pixel C4A1B2C3D4E5F6G7, refused: is sent again\n");
    expect(await states()).toEqual([{ state: "pending" }]);
  });

  test("forgets the token when it disconnects", () => {
    connect();
    expect(shop("disconnect", "--shop", "cedar.myshopify.com").status).toBe(0);
    expect(shop("show", "--shop", "cedar.myshopify.com").stdout).toMatch(/pixels +none/);
  });

  test("connects a second pixel, one in the place of another, and disconnects one of two", () => {
    const pixels = () => {
      const { stdout } = shop("show", "--shop", "cedar.myshopify.com", "--json");
      return (JSON.parse(stdout) as { pixels: { pixel: string }[] }).pixels.map(({ pixel }) => pixel);
    };
    connect();
    connect("--pixel", "C111111111111111");
    expect(pixels()).toEqual(["C4A1B2C3D4E5F6G7", "C111111111111111"]);
    connect("--pixel", "C222222222222222", "--replaces", "C111111111111111");
    expect(pixels()).toEqual(["C4A1B2C3D4E5F6G7", "C222222222222222"]);
    expect(shop("disconnect", "--shop", "cedar.myshopify.com", "--pixel", "C111111111111111")).toMatchObject({
      ...{ status: 2, stderr: "cedar.myshopify.com has no pixel C111111111111111\n" },
    });
    shop("disconnect", "--shop", "cedar.myshopify.com", "--pixel", "C222222222222222");
    expect(pixels()).toEqual(["C4A1B2C3D4E5F6G7"]);
  });

  test.each([
    [["connect", "--shop", "cedar.example.com"], "--shop is missing or is not a myshopify.com domain"],
    [["connect", "--shop", "cedar.myshopify.com", "--pixel", "X1Y2"], "--token-file is missing"],
    [
      ["connect", "--shop", "cedar.myshopify.com", "--pixel", "X1Y2", "--token-file", "/nowhere"],
      "cannot be read",
    ],
    [["show", "--nonsense"], "Unknown option"],
  ])("tells a mistake in one line: %j", (args, message) => {
    const { status, stderr } = shop(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  test("names what a pixel code looks like when it is given a wrong one", () => {
    const args = [
      "connect",
      "--shop",
      "cedar.myshopify.com",
      "--pixel",
      "no pixel",
      "--token-file",
      join(folder, "token"),
    ];
    expect(shop(...args)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("only letters and digits") as string,
    });
  });

  test("explains itself when asked nothing", () => {
    expect(shop()).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("npm run shop -- connect") as string,
    });
  });
});
