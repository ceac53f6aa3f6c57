import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../app/platform/engine.ts";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { migrationSql, PLACES } from "../../scripts/migration-sql.ts";
import { catalogue, partialIndexes } from "./catalogue.ts";
import { rawQuery } from "./raw-database.ts";
import { emptyDatabaseUrl, newDatabaseUrl, testEngine } from "./temporary-database.ts";

const MODELS = fileURLToPath(new URL(`../../${PLACES[testEngine].models}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "throughline-models-"));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The tables that a file of models asks for. */
async function tablesOf(models: string): Promise<string[]> {
  const url = await emptyDatabaseUrl();
  await rawQuery(url, await migrationSql(testEngine, { to: models, databaseUrl: url }));
  return catalogue(url);
}

const TRIGGERS: Readonly<Record<Engine, string>> = {
  sqlite: "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
  postgresql: "SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal",
};

/** Changes of one model each that no migration makes, and the line of the catalogue that tells. */
const CHANGES: readonly [what: string, model: string, line: RegExp, otherwise: string, told: RegExp][] = [
  ["a column", "Settings", /^$/m, "  extra String?\n", /^column settings extra /],
  ["that a column may be null", "Order", /^( +topic +String)$/m, "$1?", /^column order topic /],
  ["a default", "Delivery", /@default\(0\)/, "@default(1)", /^column delivery attempts /],
  ["a column's type", "Attempt", /^( +message +)String/m, "$1Int", /^column attempt message /],
  ["an index", "Session", /^$/m, "  @@index([state])\n", /^index .*session_state/],
  ["an index's order", "Order", /receivedAt\(sort: Desc\)/, "receivedAt", /^index .*order_shop_received_at/],
  ["that rows are unique", "Pixel", /@@unique\(/, "@@index(", /^index .*pixel_shop_code/],
  ["what a deleted row takes along", "Attempt", /onDelete: Cascade/, "onDelete: Restrict", /RESTRICT/],
];

function changedModels(): string {
  const models = CHANGES.reduce(
    (text, [, name, line, otherwise]) => {
      const [model] = new RegExp(`^model ${name} \\{\n.*?^\\}`, "ms").exec(text) ?? [];
      if (model === undefined || !line.test(model)) throw new Error(`${name} has no line ${line.source}`);
      return text.replace(model, model.replace(line, otherwise));
    },
    readFileSync(MODELS, "utf8"),
  );
  const path = join(folder, "changed.prisma");
  writeFileSync(path, models);
  return path;
}

describe(`the migrations of ${testEngine}`, () => {
  it("add up to the models", async () => {
    const tables = await catalogue(await newDatabaseUrl());
    expect(tables.length).toBeGreaterThan(100);
    expect(tables).toEqual(await tablesOf(MODELS));
  });

  it("make the indexes of some rows, for which models have no word", async () => {
    expect(await partialIndexes(await newDatabaseUrl())).toEqual([
      "delivery_shop_pixel_code_lane_due_at_id_idx",
      "hint_shop_click_id_idx",
      "hint_shop_order_id_idx",
      "order_lane_route_at_id_idx",
      "order_shop_checkout_token_idx",
      "order_shop_click_id_idx",
      "order_shop_routed_at_idx",
    ]);
  });

  it("leave every trigger in place: on SQLite one goes with a table that is made anew", async () => {
    const sql = migrationsFor(testEngine)
      .map((migration) => migration.sql)
      .join("\n");
    const named = (verb: string) =>
      [...sql.matchAll(new RegExp(`^${verb} TRIGGER "?(\\w+)`, "gim"))].map(([, name]) => name);
    const dropped = new Set(named("DROP"));
    const rows = await rawQuery<{ name: string }>(await newDatabaseUrl(), TRIGGERS[testEngine]);
    expect(rows.map(({ name }) => name).sort()).toEqual(
      named("CREATE")
        .filter((name) => !dropped.has(name))
        .sort(),
    );
  });

  describe("do not add up to models that differ in", () => {
    let told: string[] = [];
    beforeAll(async () => {
      const tables = await catalogue(await newDatabaseUrl());
      told = (await tablesOf(changedModels())).filter((line) => !tables.includes(line));
    });

    it.each(CHANGES)("%s", (...[, , , , line]) => {
      expect(told.filter((difference) => line.test(difference))).toHaveLength(1);
    });
  });
});
