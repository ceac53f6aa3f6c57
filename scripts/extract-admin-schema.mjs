/**
 * Fetches Shopify's Admin GraphQL schema for the sandbox and the tests: one file out of the npm package
 * `@shopify/dev-mcp`, kept in .cache/shopify. The package is packed, not installed: it would bring a heavy
 * tree of dependencies. Running this again when the file is there does nothing.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackPackage } from "./npm-package.mjs";

const PACKAGE = {
  name: "@shopify/dev-mcp@1.16.0",
  integrity:
    "sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==",
  holds: "Shopify's Admin schema",
};
const SCHEMA_FILE = "admin_2026-10.json.gz";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Where the schema is kept, absolute. */
export const adminSchemaPath = join(root, ".cache", "shopify", SCHEMA_FILE);

/** Copies beside the target first, so that a reader never sees half a file. */
function keep(extracted) {
  mkdirSync(dirname(adminSchemaPath), { recursive: true });
  const beside = `${adminSchemaPath}.${process.pid}`;
  copyFileSync(extracted, beside);
  renameSync(beside, adminSchemaPath);
}

/** Makes sure the schema file exists; returns whether it had to be fetched. Throws when offline or tampered with. */
export function extractAdminSchema() {
  if (existsSync(adminSchemaPath)) return false;
  const folder = mkdtempSync(join(tmpdir(), "admin-schema-"));
  try {
    const member = `package/dist/data/${SCHEMA_FILE}`;
    unpackPackage(PACKAGE, folder, member);
    keep(join(folder, member));
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const fetched = extractAdminSchema();
    process.stdout.write(`${fetched ? "Fetched" : "Already there"}: ${adminSchemaPath}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
