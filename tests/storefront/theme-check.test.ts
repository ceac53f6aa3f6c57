import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { themeCheckRun } from "@shopify/theme-check-node";
import { describe, expect, onTestFinished, test } from "vitest";

const EXTENSION = fileURLToPath(new URL("../../extensions/click-capture", import.meta.url));
const BLOCK = "blocks/click-capture.liquid";

/** Shopify's rules that theme check does not know (configuration of theme app extensions, read 2026-11-22). */
const TARGETS = ["head", "body", "compliance_head", "section"];
const NAME_MAX_LENGTH = 25;
const SETTING_TYPES = [
  "header",
  "paragraph",
  "checkbox",
  "number",
  "radio",
  "range",
  "select",
  "text",
  "textarea",
];

interface Setting {
  type: string;
  id?: string;
  label?: string;
  content?: string;
}

interface Schema {
  name: string;
  target: string;
  settings: Setting[];
}

/** Theme check's findings on a copy of the extension, as "file: message", after `change` was made to it. */
async function offences(change: (folder: string) => void = () => undefined): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "extension-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  cpSync(EXTENSION, folder, { recursive: true });
  writeFileSync(join(folder, ".theme-check.yml"), "extends: theme-check:theme-app-extension\n");
  change(folder);
  const { offenses } = await themeCheckRun(folder, join(folder, ".theme-check.yml"), () => undefined);
  return offenses.map((offence) => `${offence.uri.split("/").slice(-2).join("/")}: ${offence.message}`);
}

function readSchema(liquid: string): Schema {
  const json = /{%-?\s*schema\s*-?%}([\s\S]*){%-?\s*endschema\s*-?%}/.exec(liquid)?.[1];
  return JSON.parse(json ?? "null") as Schema;
}

/** What is wrong with a block's schema, beyond what theme check finds. Names are given in every language. */
function schemaFaults(schema: Schema, names: string[]): string[] {
  const ids = schema.settings.flatMap((setting) => setting.id ?? []);
  return [
    ...(TARGETS.includes(schema.target) ? [] : [`target ${schema.target}`]),
    ...schema.settings.filter(({ type }) => !SETTING_TYPES.includes(type)).map(({ type }) => `type ${type}`),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`),
    ...names.filter((name) => name.length > NAME_MAX_LENGTH).map((name) => `name ${name} is too long`),
  ];
}

const liquid = readFileSync(join(EXTENSION, BLOCK), "utf8");
const schema = readSchema(liquid);

type Strings = Record<string, Record<string, string>>;
const languages = readdirSync(join(EXTENSION, "locales")).filter((file) => file.endsWith(".schema.json"));
const editorStrings = languages.map(
  (file) => JSON.parse(readFileSync(join(EXTENSION, "locales", file), "utf8")) as Strings,
);

/** A `t:` key's text in every language of the theme editor. */
function texts(key: string): (string | undefined)[] {
  const [group = "", name = ""] = key.replace(/^t:/, "").split(".");
  return editorStrings.map((strings) => strings[group]?.[name]);
}

describe("theme check", () => {
  test("finds nothing in the extension", async () => {
    expect(await offences()).toEqual([]);
  });

  test("would find a script that holds up the page", async () => {
    const found = await offences((folder) => {
      writeFileSync(join(folder, BLOCK), liquid.replace('| asset_url }}" defer', '| asset_url }}"'));
    });
    expect(found.join()).toContain("click-capture.liquid");
  });

  test("would find a translation that is missing", async () => {
    const found = await offences((folder) => {
      writeFileSync(join(folder, "locales/de.schema.json"), "{}");
    });
    expect(found.join()).toContain("de.schema.json");
  });
});

describe("the embed's schema", () => {
  test("keeps the rules theme check does not know", () => {
    expect(schemaFaults(schema, texts(schema.name) as string[])).toEqual([]);
  });

  test("puts the script into the head of every page", () => {
    expect(schema.target).toBe("head");
  });

  test("has every text in every language", () => {
    const keys = [schema.name, ...schema.settings.flatMap(({ label, content }) => label ?? content ?? [])];
    expect(languages).toEqual(
      expect.arrayContaining(["en.default.schema.json", "de.schema.json", "fr.schema.json"]),
    );
    for (const key of keys) {
      expect(key).toMatch(/^t:/);
      expect(texts(key)).not.toContain(undefined);
    }
  });

  test("would not pass with a wrong target, type, id or name", () => {
    const bad: Schema = {
      name: "x",
      target: "footer",
      settings: [
        { type: "slider", id: "a" },
        { type: "text", id: "a" },
      ],
    };
    expect(schemaFaults(bad, ["x".repeat(26)])).toHaveLength(4);
  });
});

test("the extension holds only what Shopify takes", () => {
  const files = readdirSync(EXTENSION, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(EXTENSION.length + 1));
  const allowed =
    /^(shopify\.extension\.toml|assets\/[\w-]+\.js|blocks\/[\w-]+\.liquid|locales\/[\w.-]+\.json)$/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});
