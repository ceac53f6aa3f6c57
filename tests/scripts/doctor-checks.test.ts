import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readServingConfig } from "../../app/platform/config.ts";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { API_SECRET as SANDBOX_SECRET, ENCRYPTION_KEY as SANDBOX_KEY } from "../../sandbox/world.ts";
import { judgeEnvironment } from "../../scripts/doctor/configuration.ts";
import { judgeDatabase, type ReachableDatabase } from "../../scripts/doctor/database-findings.ts";
import { judgeDeclaration } from "../../scripts/doctor/declaration.ts";
import type { Finding } from "../../scripts/doctor/finding.ts";
import { wasTyped, weaknessOf } from "../../app/platform/key-strength.ts";
import { judgeClock } from "../../scripts/doctor/reach.ts";

const bad = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => verdict !== "ok").map(({ about, verdict }) => `${verdict} ${about}`);

describe("a key", () => {
  it.each([
    ["all the same", Buffer.alloc(32, 5)],
    ["counting up", Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
    ["a text", Buffer.from("my-own-key-which-nobody-will-find")],
    ["a pattern", Buffer.from("00ff12".repeat(11).slice(0, 64), "hex")],
  ])("of bytes that are %s is weak", (_name, key) => {
    expect(weaknessOf(key)).toBeDefined();
  });

  it("of random bytes is not", () => {
    for (let turn = 0; turn < 1000; turn++) {
      const key = randomBytes(32);
      expect(weaknessOf(key)).toBeUndefined();
      expect([wasTyped(key.toString("base64")), wasTyped(key.toString("hex"))]).toEqual([false, false]);
    }
  });

  it("that was typed is weak, though its letters are base64", () => {
    const typed = "thisismyverysecretpassphraseforthroughline1";
    expect(Buffer.from(typed, "base64")).toHaveLength(32);
    expect(weaknessOf(Buffer.from(typed, "base64"))).toBeUndefined();
    expect(wasTyped(typed)).toBe(true);
  });
});

const KEY = randomBytes(32).toString("base64");
const GOOD = {
  ...{ ENCRYPTION_KEY: KEY, SHOPIFY_API_KEY: "0123456789abcdef0123456789abcdef" },
  ...{
    SHOPIFY_API_SECRET: "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",
    SHOPIFY_APP_URL: "https://app.throughline.shop",
  },
};

const WEAK: [string, Record<string, string>][] = [
  ["a key of one byte", { ENCRYPTION_KEY: Buffer.alloc(32, 5).toString("base64") }],
  ["a key of two bytes in turn", { ENCRYPTION_KEY: "0af3".repeat(16) }],
  ["a key that is a sentence", { ENCRYPTION_KEY: "thisismyverysecretpassphraseforthroughline1" }],
  ["the sandbox's key", { ENCRYPTION_KEY: SANDBOX_KEY }],
  ["the sandbox's secret", { SHOPIFY_API_SECRET: SANDBOX_SECRET }],
  ["a secret to be filled in", { SHOPIFY_API_SECRET: "your-client-secret-from-the-dashboard" }],
  ["a secret between brackets", { SHOPIFY_API_SECRET: "<client secret of the app>" }],
  ["a short secret", { SHOPIFY_API_SECRET: "shpss_1" }],
  ["a secret of one letter", { SHOPIFY_API_SECRET: "x".repeat(32) }],
  ["the client ID for a secret", { SHOPIFY_API_SECRET: GOOD.SHOPIFY_API_KEY }],
  ["an http address", { SHOPIFY_APP_URL: "http://app.throughline.shop" }],
  ["an address with a password", { SHOPIFY_APP_URL: "https://me:word@app.throughline.shop" }],
  ["the example's address", { SHOPIFY_APP_URL: "https://throughline.example.com" }],
  ["an address of this machine", { SHOPIFY_APP_URL: "https://localhost:3000" }],
];

describe("an environment", () => {
  it("that is well is left alone", () => {
    expect(bad(judgeEnvironment(GOOD).findings)).toEqual([]);
  });

  it.each([
    ["wrong encryption key", { ENCRYPTION_KEY: Buffer.alloc(32, 5).toString("base64") }],
    ["warning encryption key", { ENCRYPTION_KEY: `${KEY},${Buffer.alloc(32, 5).toString("base64")}` }],
    ["warning encryption key", { ENCRYPTION_KEY: `${KEY},${KEY}` }],
    ["wrong configuration", { ENCRYPTION_KEY: "short" }],
    ["warning SHOPIFY_API_KEY", { SHOPIFY_API_KEY: "key" }],
    ["wrong SHOPIFY_API_SECRET", { SHOPIFY_API_SECRET: "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 " }],
    ["wrong SHOPIFY_APP_URL", { SHOPIFY_APP_URL: "http://app.throughline.shop" }],
    ["wrong SHOPIFY_APP_URL", { SHOPIFY_APP_URL: "https://throughline.example.com" }],
    ["wrong SHOPIFY_APP_URL", { SHOPIFY_APP_URL: "https://192.168.1.2" }],
    ["warning SHOPIFY_APP_URL", { SHOPIFY_APP_URL: "https://shop.example.io/app" }],
    ["warning SHOPIFY_BASE_URL", { SHOPIFY_BASE_URL: "http://127.0.0.1:1" }],
    ["warning APP_BRIDGE_URL", { APP_BRIDGE_URL: "http://127.0.0.1:1/a.js" }],
    ["warning TIKTOK_API_BASE_URL", { TIKTOK_API_BASE_URL: "http://127.0.0.1:1" }],
    ["warning LOG_LEVEL", { LOG_LEVEL: "silent" }],
  ])("has %s", (expected, fault) => {
    expect(bad(judgeEnvironment({ ...GOOD, ...fault }).findings)).toEqual([expected]);
  });
});

describe("what the server does not start with", () => {
  it.each(WEAK)("is wrong for the doctor, in the same words: %s", (_what, fault) => {
    const refused = (() => {
      try {
        readServingConfig({ ...GOOD, ...fault });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    })();
    const { findings } = judgeEnvironment({ ...GOOD, ...fault });
    const wrong = findings.filter(({ verdict }) => verdict === "wrong");
    expect(wrong).toHaveLength(1);
    for (const { says } of wrong) expect(refused).toContain(says);
  });
});

const TOML = readFileSync(new URL("../../shopify.app.toml", import.meta.url), "utf8");
const AGREED = { apiVersion: "2026-10", appUrl: "https://throughline.example.com", apiKey: undefined };
const ABOUT = "shopify.app.toml";

describe("the declaration", () => {
  it("of this repository says what the code does", () => {
    expect(bad(judgeDeclaration(TOML, AGREED))).toEqual([]);
  });

  it.each([
    ["without a compliance topic", TOML.replace('compliance_topics = ["shop/redact"]', "")],
    ["with a compliance topic under topics", TOML.replace('compliance_topics = ["shop', 'topics = ["shop')],
    ["with a topic that nothing handles", TOML.replace('["orders/paid"]', '["orders/paid", "carts/update"]')],
    ["with another path", TOML.replace('"/webhooks/orders/paid"', '"/hooks/paid"')],
    ["with another version", TOML.replace("2026-10", "2026-07")],
    [
      "with another address",
      TOML.replace("https://throughline.example.com/auth", "https://old.example.com/auth"),
    ],
  ])("%s is wrong", (_name, text) => {
    expect(bad(judgeDeclaration(text, AGREED))).toEqual([`wrong ${ABOUT}`]);
  });

  it("of another app is wrong; one that is not here is a warning", () => {
    expect(bad(judgeDeclaration(TOML, { ...AGREED, apiKey: "other" }))).toEqual([`wrong ${ABOUT}`]);
    expect(bad(judgeDeclaration(undefined, AGREED))).toEqual([`warning ${ABOUT}`]);
  });
});

const MIGRATIONS = migrationsFor("sqlite");
const GIGABYTE = 1024 ** 3;
const SOUND: ReachableDatabase = {
  ...{ kind: "reachable", engine: "sqlite", readOnly: undefined, settings: { journal_mode: "wal" } },
  disk: { kind: 0xef53, free: 50 * GIGABYTE, size: GIGABYTE },
  history: MIGRATIONS.map(({ name, checksum }) => ({ name, checksum, outcome: "applied" })),
  state: { unreadable: 0, pixels: 1, shops: 1, late: 0 },
};
const PG = { engine: "postgresql", disk: undefined } as const;

describe("a database", () => {
  it("that is sound is left alone", () => {
    expect(bad(judgeDatabase(SOUND, MIGRATIONS))).toEqual([]);
    expect(bad(judgeDatabase({ ...SOUND, ...PG, settings: { fsync: "on" } }, MIGRATIONS))).toEqual([]);
  });

  it.each<[string, Partial<ReachableDatabase>]>([
    ["wrong database", { readOnly: "SQLITE_READONLY" }],
    ["warning durability", { settings: { journal_mode: "delete" } }],
    ["wrong durability", { ...PG, settings: { fsync: "off" } }],
    ["wrong durability", { ...PG, settings: { full_page_writes: "off" } }],
    ["wrong durability", { ...PG, settings: { synchronous_commit: "off" } }],
    ["wrong disk", { disk: { kind: 0xef53, free: GIGABYTE / 10, size: 1 } }],
    ["warning disk", { disk: { kind: 0xef53, free: GIGABYTE, size: 1 } }],
    ["warning disk", { disk: { kind: 0xef53, free: 10 * GIGABYTE, size: 20 * GIGABYTE } }],
    ["warning disk", { disk: { kind: 0x01021994, free: 50 * GIGABYTE, size: 1 } }],
    ["wrong tables", { history: [] }],
    ["wrong worker", { state: { unreadable: 0, pixels: 0, shops: 1, late: 16 * 60_000 } }],
    ["warning shops", { state: { unreadable: 0, pixels: 0, shops: 0, late: 0 } }],
    ["wrong TikTok tokens", { state: { unreadable: 1, pixels: 2, shops: 1, late: 0 } }],
  ])("has %s", (expected, fault) => {
    expect(bad(judgeDatabase({ ...SOUND, ...fault }, MIGRATIONS))).toEqual([expected]);
  });
});

describe("a clock", () => {
  it.each([
    [4000, []],
    [-8000, ["warning clock"]],
    [60_000, ["wrong clock"]],
  ])("that differs by %i ms", (ahead, expected) => {
    expect(bad(judgeClock([{ of: "TikTok", ahead, give: 500 }]))).toEqual(expected);
  });
});
