import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";

let folder: string;
let databaseUrl: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "throughline-settings-"));
  databaseUrl = await newDatabaseUrl();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function settings(verb: string, document?: object) {
  const file = join(folder, "settings.json");
  if (document !== undefined) writeFileSync(file, JSON.stringify(document));
  const args = ["scripts/shop.ts", "settings", verb, "--shop", "cedar.myshopify.com"];
  const env = { PATH: process.env["PATH"], DATABASE_URL: databaseUrl, ENCRYPTION_KEY };
  const given = document === undefined ? args : [...args, "--file", file];
  const { status, stdout, stderr } = spawnSync("node", given, {
    env: { ...env, NODE_ENV: "test" },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

describe("npm run shop -- settings", () => {
  test("compares a document, puts it in the place of the settings, and gives it back", () => {
    const document = { event: { value: "subtotal" } };
    const changed = { status: 0, stdout: "event.value: The order's total -> The items alone\n" };
    expect(settings("diff", document)).toMatchObject(changed);
    expect(settings("import", document)).toMatchObject(changed);
    expect(settings("diff", document)).toMatchObject({ status: 0, stdout: "No difference.\n" });
    expect(JSON.parse(settings("export").stdout)).toMatchObject({ version: 2, ...document });
  });

  test("names what is wrong in a document and changes nothing", () => {
    const before = settings("export").stdout;
    expect(settings("import", { event: { valeu: "total" } })).toMatchObject({
      status: 2,
      stderr: 'event.valeu: There is no such setting. Did you mean "value"?\n',
    });
    expect(settings("export").stdout).toBe(before);
  });

  test("asks for a file, and for something to do", () => {
    expect(settings("import")).toMatchObject({ status: 2, stderr: "--file is missing\n" });
    expect(settings("forget")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("export, diff or import") as string,
    });
  });
});
