import { spawnSync } from "node:child_process";
import { beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { change, newDatabaseUrl, openForTest } from "../platform/temporary-database.ts";

const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const [OLD, NEW] = [key(1), key(2)];
const [old, renewed] = [createVault([new Secret(OLD)]), createVault([new Secret(NEW)])];
let databaseUrl: string;

beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  const database = openForTest(databaseUrl);
  const sealed = old.seal(new Secret("a-token"), "pixel-token:cedar.myshopify.com");
  await change(
    database,
    "INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES ('cedar.myshopify.com', 'CPIXEL', @sealed, 1)",
    { sealed },
  );
});

function keys(encryptionKey: string, ...args: string[]) {
  const env = {
    ...{ PATH: process.env["PATH"], DATABASE_URL: databaseUrl, ENCRYPTION_KEY: encryptionKey },
    NODE_ENV: "test" as const,
  };
  const { status, stdout, stderr } = spawnSync("node", ["scripts/keys.ts", ...args], {
    env,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run keys", () => {
  test("seals anew with the first key, and names only that one afterwards", () => {
    expect(keys(`${NEW},${OLD}`, "show").stdout).toBe(`pixel.sealed_token: 1 with key ${old.currentKey}\n`);
    const rotated = keys(`${NEW},${OLD}`, "rotate");
    expect(rotated).toMatchObject({ status: 0, stderr: "" });
    expect(rotated.stdout).toContain(
      "pixel.sealed_token: 1 sealed anew, 0 were already, 0 could not be opened",
    );
    expect(keys(NEW, "show").stdout).toBe(
      `pixel.sealed_token: 1 with key ${renewed.currentKey} (the first of ENCRYPTION_KEY)\n`,
    );
  });

  test("fails when a key is missing, and says what to do", () => {
    const rotated = keys(NEW, "rotate");
    expect(rotated.status).toBe(1);
    expect(rotated.stderr).toContain("put the key they were sealed with behind the first");
    expect(keys(OLD, "show").stdout).toContain(`1 with key ${old.currentKey}`);
  });

  test("prints no token and no key", () => {
    const said = JSON.stringify([keys(`${NEW},${OLD}`, "show"), keys(`${NEW},${OLD}`, "rotate")]);
    for (const secret of ["a-token", OLD, NEW]) expect(said).not.toContain(secret);
  });

  test("says how it is used when it is not told what to do", () => {
    expect(keys(NEW)).toMatchObject({ status: 2, stdout: "" });
    expect(keys(NEW, "burn").stderr).toContain("Usage:");
  });
});
