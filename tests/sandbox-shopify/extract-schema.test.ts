import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const scripts = fileURLToPath(new URL("../../scripts/", import.meta.url));

let project: string;

/** A copy of the script in an otherwise empty project, so that the real cache is left alone. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "schema-project-"));
  for (const folder of ["scripts", "commands", ".cache/shopify"])
    mkdirSync(join(project, folder), { recursive: true });
  for (const script of ["extract-admin-schema.mjs", "npm-package.mjs"])
    copyFileSync(join(scripts, script), join(project, "scripts", script));
});

afterEach(() => {
  rmSync(project, { recursive: true, force: true });
});

const kept = () => join(project, ".cache/shopify/admin_2026-10.json.gz");

/** Runs it with `npm` being that shell script, and no other command in reach. */
function run(npm: string) {
  const command = join(project, "commands/npm");
  writeFileSync(command, `#!/bin/sh\n${npm}\n`);
  chmodSync(command, 0o755);
  const env = { ...process.env, PATH: join(project, "commands") };
  return spawnSync(process.execPath, [join(project, "scripts/extract-admin-schema.mjs")], {
    encoding: "utf8",
    env,
  });
}

it("does nothing when the schema is there", () => {
  writeFileSync(kept(), "schema");
  const { status, stdout } = run("exit 7");
  expect(status).toBe(0);
  expect(stdout).toContain("Already there");
});

it("says what to do when npm cannot reach the registry", () => {
  const { status, stderr } = run("echo 'getaddrinfo ENOTFOUND registry' >&2; exit 1");
  expect(status).toBe(1);
  expect(stderr).toContain("Connect to the network once and run this again.");
  expect(stderr).toContain("ENOTFOUND");
  expect(existsSync(kept())).toBe(false);
});

it("refuses a package that is not the pinned one", () => {
  const { status, stderr } = run(`echo tampered > "$5/x.tgz"; echo '[{"filename":"x.tgz"}]'`);
  expect(status).toBe(1);
  expect(stderr).toContain("is not the package this project pins");
  expect(existsSync(kept())).toBe(false);
});
