// Makes sure that a Chromium is there for the browser tests: the one that is installed, or Debian's package.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "../sandbox/browser.ts";

if (!isThere()) {
  if (!existsSync("/usr/bin/apt-get") || process.getuid() !== 0)
    fail(
      "No Chromium found. Install Chromium or Chrome, or set CHROMIUM_PATH to it. (As root on Debian it is installed for you.)",
    );
  for (const args of [
    ["update"],
    ["install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"],
  ]) {
    const { status, stderr } = spawnSync("apt-get", args, {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) fail(`apt-get ${args[0]} failed:\n${stderr}`);
  }
  if (!isThere()) fail("Chromium was installed and is still not found.");
}

function isThere() {
  try {
    return existsSync(findChromium());
  } catch {
    return false;
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
