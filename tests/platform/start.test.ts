import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EX_CONFIG = 78;

const started = (entry: string, env: Record<string, string>) =>
  spawnSync(process.execPath, [entry], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    encoding: "utf8",
    timeout: 60_000,
  });

describe("starting with a weak configuration", () => {
  it.each(["app/server.ts", "app/worker.ts"])("%s ends at once and names all of it", (entry) => {
    const { status, stderr, stdout } = started(entry, {
      ...{ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"), SHOPIFY_API_SECRET: "changeme" },
      ...{ SHOPIFY_API_KEY: "key", SHOPIFY_APP_URL: "http://app.throughline.shop", PORT: "0" },
      DATABASE_URL: "file:/nonexistent/never-opened.sqlite",
    });
    expect(status).toBe(EX_CONFIG);
    for (const name of ["ENCRYPTION_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_APP_URL"])
      expect(stderr).toContain(`${name} is`);
    expect(stderr).not.toMatch(/\bat .*:\d+|changeme/);
    expect(stdout).toBe("");
  });
});

describe("starting without a configuration", () => {
  it.each([
    ["app/server.ts", ["SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_APP_URL", "ENCRYPTION_KEY"]],
    ["app/worker.ts", ["ENCRYPTION_KEY"]],
  ])("%s ends at once, names what is missing, and shows no stack", (entry, names) => {
    const { status, stderr, stdout } = started(entry, {});
    expect(status).toBe(EX_CONFIG);
    for (const name of names) expect(stderr).toContain(`${name} is missing`);
    expect(stderr).not.toMatch(/\bat .*:\d+/);
    expect(stdout).toBe("");
  });
});
