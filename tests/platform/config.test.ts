import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  ConfigError,
  readConfig,
  readDatabaseUrl,
  readServingConfig,
  readStoreConfig,
} from "../../app/platform/config.ts";

const KEY = Buffer.alloc(32, 7);
const OTHER_KEY = Buffer.alloc(32, 9);

const GOOD = {
  SHOPIFY_API_KEY: "key",
  SHOPIFY_API_SECRET: "a-secret",
  SHOPIFY_APP_URL: "https://app.example.com/",
  ENCRYPTION_KEY: KEY.toString("base64"),
};

function complaint(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "none";
}

describe("the configuration", () => {
  it("needs four variables and has a default for every other", () => {
    expect(readConfig(GOOD)).toMatchObject({
      port: 3000,
      databaseUrl: "file:./data/throughline.sqlite",
      tiktokBaseUrl: "https://business-api.tiktok.com",
      tiktokRequestsPerSecond: 200,
      retentionDays: 90,
      logLevel: "info",
      shopify: { apiKey: "key", appUrl: "https://app.example.com", baseUrl: undefined },
    });
  });

  it("names everything that is missing at once", () => {
    const lines = complaint({}).split("\n").slice(1);
    const named = lines.map((line) => line.trim().split(" ", 1)[0]).sort();
    expect(named).toEqual(Object.keys(GOOD).sort());
    expect(lines.every((line) => line.endsWith("is missing"))).toBe(true);
  });

  it("names everything that is malformed at once, without repeating a secret", () => {
    const bad = {
      PORT: "99999",
      DATABASE_URL: "mysql://throughline:hunter2@db/throughline",
      SHOPIFY_APP_URL: "app.example.com",
      SHOPIFY_BASE_URL: "ftp://shopify",
      TIKTOK_API_BASE_URL: "tiktok",
      TIKTOK_REQUESTS_PER_SECOND: "fast",
      APP_BRIDGE_URL: "nowhere",
      ENCRYPTION_KEY: "hunter2",
      LOG_LEVEL: "loud",
    };
    const message = complaint({ ...GOOD, ...bad });
    for (const name of Object.keys(bad)) expect(message).toContain(`${name} must`);
    expect(message.split("\n")).toHaveLength(1 + Object.keys(bad).length);
    expect(message).not.toContain("hunter2");
  });

  it("has an app at TikTok with id and secret, or none", () => {
    const [id, secret] = [{ TIKTOK_APP_ID: "7480000000000000001" }, { TIKTOK_APP_SECRET: "hunter2" }];
    expect(readConfig(GOOD).tiktokApp).toBeUndefined();
    const { tiktokApp } = readConfig({ ...GOOD, ...id, ...secret });
    expect([tiktokApp?.id, tiktokApp?.secret.reveal()]).toEqual(["7480000000000000001", "hunter2"]);
    expect(complaint({ ...GOOD, ...id })).toContain("TIKTOK_APP_SECRET is missing");
    expect(complaint({ ...GOOD, ...secret })).toMatch(/TIKTOK_APP_ID is missing(?!.*hunter2)/);
    expect(complaint({ ...GOOD, ...secret, TIKTOK_APP_ID: "a b" })).toContain("TIKTOK_APP_ID must");
  });

  it("holds the rate of requests to what TikTok takes", () => {
    const rate = (value: string) =>
      readConfig({ ...GOOD, TIKTOK_REQUESTS_PER_SECOND: value }).tiktokRequestsPerSecond;
    expect([rate("1"), rate("1000"), rate("")]).toEqual([1, 1000, 200]);
    for (const value of ["0", "1001", "-5", "1.5", "1e3", "99999"])
      expect(complaint({ ...GOOD, TIKTOK_REQUESTS_PER_SECOND: value })).toContain(
        "TIKTOK_REQUESTS_PER_SECOND must",
      );
  });

  it.each([
    "file:./data/throughline.sqlite",
    "file:/data/throughline.sqlite",
    "postgres://throughline@db/throughline",
    "postgresql://throughline:p%2Fw@db.example.com:5432/throughline?sslmode=verify-full",
    "postgresql://throughline@localhost/throughline?host=/run/postgresql",
  ])("takes %s for a database", (url) => {
    expect(readConfig({ ...GOOD, DATABASE_URL: url }).databaseUrl).toBe(url);
    expect(readDatabaseUrl({ DATABASE_URL: url })).toBe(url);
  });

  it.each([
    ["no file", "file:"],
    ["no database's name", "postgresql://throughline@db"],
    ["no name after the slash", "postgresql://throughline@db/"],
    ["a password that ends the host", "postgresql://throughline:a/b#c@db/throughline"],
    ["only a path", "./data/throughline.sqlite"],
    ["another engine", "mysql://throughline@db/throughline"],
  ])("takes a URL with %s for no database", (_what, url) => {
    expect(complaint({ ...GOOD, DATABASE_URL: url })).toContain("DATABASE_URL must be file:PATH");
    expect(() => readDatabaseUrl({ DATABASE_URL: url })).toThrow(ConfigError);
  });

  it("needs nothing to know the default database", () => {
    expect(readDatabaseUrl({})).toBe("file:./data/throughline.sqlite");
  });

  it("takes an empty value for a missing one", () => {
    expect(complaint({ ...GOOD, SHOPIFY_API_SECRET: "" })).toContain("SHOPIFY_API_SECRET is missing");
    expect(readConfig({ ...GOOD, SHOPIFY_BASE_URL: "", PORT: "" })).toMatchObject({ port: 3000 });
    expect(readConfig({ ...GOOD, HOST: "" }).host).toBeUndefined();
  });

  it.each([
    ["base64", KEY.toString("base64"), 1],
    ["hex", KEY.toString("hex"), 1],
    ["upper-case hex", KEY.toString("hex").toUpperCase(), 1],
    ["two keys, new before old", `${OTHER_KEY.toString("hex")}, ${KEY.toString("base64")}`, 2],
  ])("reads an encryption key in %s", (_form, value, count) => {
    const { encryptionKeys } = readConfig({ ...GOOD, ENCRYPTION_KEY: value });
    expect(encryptionKeys).toHaveLength(count);
    expect(encryptionKeys.at(-1)?.reveal()).toBe(KEY.toString("base64"));
  });

  it.each([
    ["16 bytes", Buffer.alloc(16).toString("base64")],
    ["33 bytes", Buffer.alloc(33).toString("base64")],
    ["63 hex digits", KEY.toString("hex").slice(1)],
    ["a good key and a comma", `${KEY.toString("hex")},`],
  ])("refuses an encryption key of %s", (_what, value) => {
    expect(complaint({ ...GOOD, ENCRYPTION_KEY: value })).toContain("32 random bytes");
  });

  it("prints no secret", () => {
    const config = readConfig(GOOD);
    for (const printed of [inspect(config, { depth: 9 }), JSON.stringify(config)]) {
      expect(printed).not.toContain("a-secret");
      expect(printed).not.toContain(GOOD.ENCRYPTION_KEY);
    }
  });

  it("lets the worker start without Shopify's variables", () => {
    expect(readStoreConfig({ ENCRYPTION_KEY: GOOD.ENCRYPTION_KEY })).toMatchObject({ logLevel: "info" });
    expect(() => readStoreConfig({})).toThrow("ENCRYPTION_KEY is missing");
  });
});

describe("the configuration of a server that shops rely on", () => {
  const strong = {
    ...{ SHOPIFY_API_KEY: "0123456789abcdef0123456789abcdef" },
    SHOPIFY_API_SECRET: "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",
    SHOPIFY_APP_URL: "https://app.throughline.shop",
    ENCRYPTION_KEY: "4hq2PqkNvUiMFhUGBfUzZz2iHLXB0bMuQyqPJSmbQxE=",
  };
  const refusal = (env: Record<string, string>): string => {
    try {
      readServingConfig(env);
    } catch (error) {
      if (error instanceof ConfigError) return error.message;
      throw error;
    }
    return "none";
  };

  it("is taken when nothing in it is weak, also with an old weak key to rotate away from", () => {
    expect(refusal(strong)).toBe("none");
    const keys = `${strong.ENCRYPTION_KEY},${GOOD.ENCRYPTION_KEY}`;
    expect(refusal({ ...strong, ENCRYPTION_KEY: keys })).toBe("none");
  });

  it("is refused with everything that is weak, malformed or missing, all at once and without repeating a secret", () => {
    const { ENCRYPTION_KEY } = GOOD;
    const bad = { ENCRYPTION_KEY, SHOPIFY_APP_URL: "http://app.throughline.shop", PORT: "99999" };
    const said = refusal({ ...bad, SHOPIFY_API_SECRET: "hunter2", OPERATOR_PASSWORD_HASH: "hunter2" });
    const named = said
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(" ", 1)[0]);
    expect(named.sort()).toEqual(
      ["SHOPIFY_API_KEY", "OPERATOR_PASSWORD_HASH", "SHOPIFY_API_SECRET", ...Object.keys(bad)].sort(),
    );
    expect(said).not.toContain("hunter2");
    expect(said).not.toContain(ENCRYPTION_KEY);
  });

  it("says of a malformed key once what is wrong with it", () => {
    expect(refusal({ ...strong, ENCRYPTION_KEY: "short" }).match(/ENCRYPTION_KEY/g)).toHaveLength(1);
  });

  it("is not judged where Shopify is a double", () => {
    expect(refusal({ ...GOOD, SHOPIFY_BASE_URL: "http://localhost:3002" })).toBe("none");
  });
});

describe(".env.example", () => {
  const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const documented = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name).sort();

  it("documents exactly the variables that are read", () => {
    const source = ["config.ts", "traces-config.ts"]
      .map((file) => readFileSync(new URL(`../../app/platform/${file}`, import.meta.url), "utf8"))
      .join("\n");
    const read = [...source.matchAll(/^ {2}([A-Z_]{4,}):/gm)].map(([, name]) => name);
    expect(documented).toEqual(read.sort());
  });

  it("is a good configuration once its blanks are filled in", () => {
    const values = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value ?? ""]),
    ) as Record<string, string>;
    const filled = { ...values, SHOPIFY_API_KEY: "k", SHOPIFY_API_SECRET: "s" };
    expect(readConfig({ ...filled, ENCRYPTION_KEY: GOOD.ENCRYPTION_KEY })).toMatchObject({ port: 3000 });
  });
});
