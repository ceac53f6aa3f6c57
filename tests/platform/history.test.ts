import { describe, expect, it } from "vitest";
import {
  MigrationError,
  migrationsFor,
  nextMigration,
  type HistoryEntry,
} from "../../app/platform/migrations/history.ts";

const migration = (name: string) => ({ name, sql: `-- ${name}`, checksum: `sum of ${name}` });
const entry = (name: string, outcome: HistoryEntry["outcome"] = "applied"): HistoryEntry => ({
  name,
  checksum: `sum of ${name}`,
  outcome,
});

const THREE = ["1_a", "2_b", "3_c"].map(migration);

describe("the migrations a database lacks", () => {
  it("are taken one after the other, oldest first, until there is none", () => {
    expect(nextMigration(THREE, [])?.name).toBe("1_a");
    expect(nextMigration(THREE, [entry("1_a")])?.name).toBe("2_b");
    expect(nextMigration(THREE, [entry("2_b"), entry("1_a")])?.name).toBe("3_c");
    expect(
      nextMigration(
        THREE,
        ["1_a", "2_b", "3_c"].map((name) => entry(name)),
      ),
    ).toBeUndefined();
  });

  it("include one that was merged later than a younger one", () => {
    expect(nextMigration(THREE, [entry("1_a"), entry("3_c")])?.name).toBe("2_b");
  });

  it("include one that a person declared undone", () => {
    expect(nextMigration(THREE, [entry("1_a"), entry("2_b", "undone")])?.name).toBe("2_b");
    expect(nextMigration(THREE, [entry("1_a"), entry("2_b", "undone"), entry("2_b")])?.name).toBe("3_c");
  });
});

describe("a database that does not belong to this version", () => {
  it.each<[string, HistoryEntry[], string]>([
    ["is newer", [entry("1_a"), entry("4_d")], "has the migration 4_d, which is not known here"],
    [
      "had another file",
      [{ ...entry("1_a"), checksum: "another" }],
      "1_a is not the one this database was made with",
    ],
    ["was left half changed", [entry("1_a"), entry("2_b", "failed")], "2_b was started by another tool"],
  ])("is refused when it %s", (_what, history, message) => {
    expect(() => nextMigration(THREE, history)).toThrow(MigrationError);
    expect(() => nextMigration(THREE, history)).toThrow(message);
  });
});

describe("the migrations in the project", () => {
  it("have the same names on both engines", () => {
    const names = migrationsFor("sqlite").map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(migrationsFor("postgresql").map(({ name }) => name)).toEqual(names);
  });
});
