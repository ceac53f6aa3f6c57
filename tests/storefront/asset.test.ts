import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { ASSET, buildStorefront, gzippedSize } from "../../scripts/build-storefront.mjs";

const BUILD = fileURLToPath(new URL("../../scripts/build-storefront.mjs", import.meta.url));
const asset = readFileSync(ASSET, "utf8");

/** Runs the build's check on an asset with this text. */
function check(text: string): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "asset-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const copy = join(folder, "click-capture.js");
  writeFileSync(copy, text);
  const run = spawnSync(process.execPath, [BUILD, "--check", copy], { encoding: "utf8" });
  return { status: run.status, output: run.stdout };
}

describe("the shipped script", () => {
  test("is at most 1,024 bytes gzipped", () => {
    expect(gzippedSize(asset)).toBeLessThanOrEqual(1024);
  });

  test("is what its source builds to", async () => {
    expect(asset).toBe(await buildStorefront());
  });

  test("holds no address: it talks to the shop it runs in", () => {
    expect(asset).not.toMatch(/https?:|\/\//);
  });
});

describe("the build's check", () => {
  test("passes on what was built", () => {
    expect(check(asset)).toMatchObject({ status: 0 });
  });

  test("fails on an asset that was edited by hand, and says what to do", () => {
    const { status, output } = check(`${asset};`);
    expect(status).toBe(1);
    expect(output).toContain("run node scripts/build-storefront.mjs");
  });
});
