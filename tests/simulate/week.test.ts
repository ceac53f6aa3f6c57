/** A short week: one shop, two days. The long one is `npm run simulate`. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

/** Seconds of work, on a machine that may be busy. */
const LONG = 240_000;

function simulate(days: number, ...args: string[]) {
  const plan = ["--days", String(days), "--shops", "1", "--orders-per-day", "150", "--seed", "7"];
  const { status, stdout } = spawnSync(process.execPath, ["simulate/main.ts", ...plan, ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test" },
    encoding: "utf8",
  });
  return { status, stdout };
}

describe("npm run simulate", { timeout: LONG }, () => {
  test("every eligible order is counted once, although webhooks are lost, doubled and late, TikTok is out, a token dies and the app restarts", () => {
    const { status, stdout } = simulate(2);
    expect(stdout).toContain("TikTok is back");
    expect(stdout).toContain("has a new token");
    expect(stdout.match(/the app is stopped/g)).toHaveLength(3);
    expect(stdout).toMatch(/^all .* 100\.00 % +0 +100\.00 %$/m);
    expect(status).toBe(0);
  });

  test("the same is true when no webhook comes at all", () => {
    const { status, stdout } = simulate(1, "--missed", "1");
    expect(stdout).toContain('"delivered":0');
    expect(status).toBe(0);
  });

  test("without the comparison with Shopify's list it fails, and names the seed", () => {
    const { status, stdout } = simulate(1, "--control");
    expect(stdout).toContain("Repeat with --seed 7");
    expect(status).toBe(1);
  });
});
