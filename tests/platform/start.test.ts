import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const EX_CONFIG = 78;

describe("starting without a configuration", () => {
  it.each([
    ["app/server.ts", ["SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "SHOPIFY_APP_URL", "ENCRYPTION_KEY"]],
    ["app/worker.ts", ["ENCRYPTION_KEY"]],
  ])("%s ends at once, names what is missing, and shows no stack", (entry, names) => {
    const env = { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" as const };
    const { status, stderr, stdout } = spawnSync(process.execPath, [entry], {
      cwd: ROOT,
      env,
      encoding: "utf8",
    });
    expect(status).toBe(EX_CONFIG);
    for (const name of names) expect(stderr).toContain(`${name} is missing`);
    expect(stderr).not.toMatch(/\bat .*:\d+/);
    expect(stdout).toBe("");
  });
});
