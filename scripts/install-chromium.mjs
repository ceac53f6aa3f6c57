// Makes sure that a Chromium is there for the browser tests: the one that is installed, or Debian's package.
import { existsSync } from "node:fs";
import { findChromium } from "../sandbox/browser.ts";
import { canInstallPackages, installPackages } from "./debian-packages.mjs";

try {
  if (!isThere()) install();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function install() {
  if (!canInstallPackages())
    throw new Error(
      "No Chromium found. Install Chromium or Chrome, or set CHROMIUM_PATH to it. (As root on Debian it is installed for you.)",
    );
  installPackages("chromium", "fonts-liberation");
  if (!isThere()) throw new Error("Chromium was installed and is still not found.");
}

function isThere() {
  try {
    return existsSync(findChromium());
  } catch {
    return false;
  }
}
