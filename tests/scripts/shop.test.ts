import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";

let folder: string;
const TOKEN = "token-that-must-not-be-printed";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "throughline-shop-"));
  writeFileSync(join(folder, "token"), `${TOKEN}\n`);
  const migrated = run("prisma", ["migrate", "deploy"]);
  expect(migrated.status).toBe(0);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const database = () => join(folder, "shop.sqlite");

function run(program: string, args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: `file:${database()}`,
    ENCRYPTION_KEY,
    NODE_ENV: "test" as const,
  };
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
  return { status, stdout, stderr };
}

const shop = (...args: string[]) => run("node", ["scripts/shop.ts", ...args]);
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

  test("stores the token sealed", () => {
    connect();
    const bytes = Buffer.concat([
      readFileSync(database()),
      readFileSync(`${database()}-wal`, { flag: "a+" }),
    ]);
    expect(bytes.includes("C4A1B2C3D4E5F6G7")).toBe(true);
    expect(bytes.includes(TOKEN)).toBe(false);
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

  test("sends again what was refused, and only says so in a dry run", () => {
    connect();
    const sqlite = new SqliteDatabase(database());
    sqlite.exec(`
      INSERT INTO "order" (id, shop, order_id, name, facts, topic, received_at, routed_at) VALUES (1, 'cedar.myshopify.com', '7', '#7', '{}', 'orders/paid', 1, 1);
      INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, reason, created_at)
      VALUES (1, 'cedar.myshopify.com', '7', 'Purchase', 'order_7', 'C4A1B2C3D4E5F6G7', '{"event":1}', ${Date.now()}, 'refused', 'refused_by_tiktok', 1)`);
    const state = () => sqlite.prepare("SELECT state FROM delivery").pluck().get();
    const replay = (...more: string[]) => shop("replay", "--shop", "cedar.myshopify.com", ...more).stdout;
    expect(replay("--dry-run")).toBe("order 7, pixel C4A1B2C3D4E5F6G7, refused: would be sent again\n");
    expect(state()).toBe("refused");
    expect(replay("--order", "7")).toBe("order 7, pixel C4A1B2C3D4E5F6G7, refused: is sent again\n");
    expect(state()).toBe("pending");
    sqlite.close();
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
