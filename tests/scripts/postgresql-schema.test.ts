import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { POSTGRESQL_SCHEMA, postgresqlSchema } from "../../scripts/postgresql-schema.ts";

const source = readFileSync(new URL("../../prisma/schema.prisma", import.meta.url), "utf8");
const written = readFileSync(POSTGRESQL_SCHEMA, "utf8");

const models = (schema: string) => schema.slice(schema.indexOf("\nmodel "));

describe("PostgreSQL's models", () => {
  it("are written from SQLite's, and up to date", () => {
    expect(written).toBe(postgresqlSchema());
  });

  it("differ from them in nothing but the database and the place of the client", () => {
    expect(models(written)).toBe(models(source));
    expect(written).toContain('provider = "postgresql"');
    expect(written).not.toContain('"sqlite"');
  });

  it("follow a change of SQLite's", () => {
    const changed = source.replace("  waitingFor ", "  waitsFor   ");
    expect(postgresqlSchema(changed)).not.toBe(written);
    expect(postgresqlSchema(changed)).toContain("  waitsFor ");
  });

  it("cannot be written from a file that names another database", () => {
    expect(() => postgresqlSchema(source.replace('"sqlite"', '"mysql"'))).toThrow("no line like");
  });
});
