// Installs and builds what is missing, then runs a command: `node scripts/setup.mjs [schema] [chromium] [postgresql] [build] -- COMMAND…`
// Plain JavaScript without dependencies: it runs on whatever Node started npm, before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const [wanted, command] = splitAt(process.argv.slice(2), "--");
const root = new URL("..", import.meta.url).pathname;
process.chdir(root);

// npm puts this in the PATH of its scripts; a plain `node scripts/setup.mjs` needs it too, for the Node in it.
process.env.PATH = `${join(root, "node_modules/.bin")}:${process.env.PATH}`;
// Vite and Prisma ask this; a shell's own setting must not make npm leave out what the build needs.
delete process.env.NODE_ENV;

if (isOlder("node_modules/.package-lock.json", ["package-lock.json"]))
  run("Installing packages", "npm", ["ci"]);
requireNode24();
if (isOlder("node_modules/.prisma/client/schema.prisma", ["prisma/schema.prisma"]))
  run("Generating SQLite's client", "prisma", ["generate"]);
if (isOlder("prisma/postgresql/client/schema.prisma", ["prisma/postgresql/schema.prisma"]))
  run("Generating PostgreSQL's client", "prisma", [
    "generate",
    "--config",
    "prisma/postgresql/prisma.config.ts",
  ]);
if (wanted.includes("schema")) run("Fetching Shopify's schema", "node", ["scripts/extract-admin-schema.mjs"]);
if (wanted.includes("chromium") || command.includes("--once"))
  run("Looking for Chromium", "node", ["scripts/install-chromium.mjs"]);
if (wanted.includes("postgresql")) run("Looking for PostgreSQL", "node", ["scripts/install-postgresql.mjs"]);
if (
  wanted.includes("build") &&
  isOlder("build/server/index.js", ["app", "vite.config.ts", "package-lock.json"])
)
  run("Building the app", "remix", ["vite:build"]);

const [program, ...args] = command;
if (program !== undefined) process.exit(spawnSync(program, args, { stdio: "inherit" }).status ?? 1);

function splitAt(words, separator) {
  const at = words.indexOf(separator);
  return at === -1 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

/** Runs one step. Its output is kept back unless it fails: what a person waits for is the line that names the step. */
function run(title, file, args) {
  process.stderr.write(`${title} …`);
  const started = Date.now();
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) {
    process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stderr.write(` failed\n${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\n`);
  process.exit(1);
}

/** Whether `target` is missing or older than the newest file among `sources` (files or folders). */
function isOlder(target, sources) {
  return !existsSync(target) || sources.some((source) => newest(source) > statSync(target).mtimeMs);
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** npm installs Node 24 itself on Linux x64; elsewhere the Node in the PATH must be new enough to run TypeScript. */
function requireNode24() {
  const { stdout } = spawnSync("node", ["--version"], { encoding: "utf8" });
  const [major = 0, minor = 0] = (stdout ?? "").slice(1).split(".").map(Number);
  if (major > 24 || (major === 24 && minor >= 2)) return;
  process.stderr.write(`Node 24.2 or newer is needed; "node" here is ${stdout.trim() || "missing"}.\n`);
  process.exit(1);
}
