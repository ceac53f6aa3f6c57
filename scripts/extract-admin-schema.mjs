/**
 * Fetches Shopify's Admin GraphQL schema for the sandbox and the tests: one file out of the npm package
 * `@shopify/dev-mcp`, kept in .cache/shopify. The package is packed, not installed: it would bring a heavy
 * tree of dependencies. Running this again when the file is there does nothing.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE = "@shopify/dev-mcp@1.16.0";
const INTEGRITY =
  "sha512-tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==";
const SCHEMA_FILE = "admin_2026-10.json.gz";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Where the schema is kept, absolute. */
export const adminSchemaPath = join(root, ".cache", "shopify", SCHEMA_FILE);

/** Packs the package into `folder` and returns the tarball's path; throws a readable error when npm cannot reach it. */
function packInto(folder) {
  try {
    const output = execFileSync("npm", ["pack", PACKAGE, "--json", "--pack-destination", folder], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return join(folder, JSON.parse(output)[0].filename);
  } catch (cause) {
    const reason = String(cause.stderr ?? cause.message).trim();
    throw new Error(
      `Could not fetch ${PACKAGE} from the npm registry, which holds Shopify's Admin schema. ` +
        `Connect to the network once and run this again.\n${reason}`,
      { cause },
    );
  }
}

function requireIntegrity(tarball) {
  const actual = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  if (actual === INTEGRITY) return;
  throw new Error(`${PACKAGE} is not the package this project pins: expected ${INTEGRITY}, got ${actual}.`);
}

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
    const tarball = packInto(folder);
    requireIntegrity(tarball);
    const member = `package/dist/data/${SCHEMA_FILE}`;
    execFileSync("tar", ["-xzf", tarball, "-C", folder, member]);
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
