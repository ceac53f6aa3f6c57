import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "../../app/platform/config.ts";
import { environment } from "../ingest/app-under-test.ts";
import { newDatabasePath } from "../platform/temporary-database.ts";
import { rawQuery } from "../platform/raw-database.ts";

function command(program: string, args: string[], more: { input?: string; databaseUrl?: string } = {}) {
  const { PATH = "" } = process.env;
  // Nobody is there: no command of a test asks the internet.
  const nowhere = { TIKTOK_API_BASE_URL: "http://127.0.0.1:9" };
  const env = { PATH, NODE_ENV: "production" as const, DATABASE_URL: more.databaseUrl ?? "", ...nowhere };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env,
    input: more.input ?? "",
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

it("the operator's command prints a line that the app takes for a password's hash", () => {
  const { status, stdout } = command("scripts/operator.ts", ["hash"], { input: "correct horse battery\n" });
  const [, name = "", hash = ""] = /^(OPERATOR_PASSWORD_HASH)=(scrypt:\S+)$/m.exec(stdout) ?? [];
  expect([status, name]).toEqual([0, "OPERATOR_PASSWORD_HASH"]);
  const config = readConfig({ ...environment("file:x.sqlite", "http://127.0.0.1:9"), [name]: hash });
  expect(config.operatorPasswordHash?.reveal()).toBe(hash);
});

it("the operator's command takes no short password", () => {
  const { status, stdout } = command("scripts/operator.ts", ["hash"], { input: "short\n" });
  expect([status, stdout]).toEqual([2, ""]);
});

it("the backup's command copies a database whole, and says of one that was put back when it was made", async () => {
  const path = newDatabasePath();
  await rawQuery(`file:${path}`, "INSERT INTO shop (domain, installed_at) VALUES ('a.myshopify.com', 1)");
  const copy = join(dirname(path), "copy.sqlite");
  const made = command("scripts/backup.ts", ["create", "--to", copy], { databaseUrl: `file:${path}` });
  expect([made.status, made.stderr, existsSync(copy)]).toEqual([0, "", true]);
  expect(await rawQuery(`file:${copy}`, "SELECT domain FROM shop")).toEqual([{ domain: "a.myshopify.com" }]);
  const told = command("scripts/backup.ts", ["restored", "--made-at", "2026-11-22T02:00:00Z"], {
    databaseUrl: `file:${copy}`,
  });
  expect([told.status, told.stderr]).toEqual([0, ""]);
});

it("the doctor's command says what is wrong, and ends with 1", () => {
  const { status, stdout } = command("scripts/doctor.ts", [], { databaseUrl: `file:${newDatabasePath()}` });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^wrong +configuration: .*ENCRYPTION_KEY/m);
});
