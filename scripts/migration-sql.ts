import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Engine } from "../app/platform/engine.ts";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Also said by Prisma where there is nothing to do. */
const EMPTY = "-- This is an empty migration.";
/** A database has this schema, and who migrates may not be allowed to make one. */
const PUBLIC_SCHEMA = /^-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n+/;

/** Where each engine's models, migrations and Prisma configuration are, relative to the project. */
export const PLACES: Readonly<Record<Engine, { models: string; migrations: string; config: string }>> = {
  sqlite: {
    models: "prisma/schema.prisma",
    migrations: "prisma/migrations",
    config: "prisma.config.ts",
  },
  postgresql: {
    models: "prisma/postgresql/schema.prisma",
    migrations: "prisma/postgresql/migrations",
    config: "prisma/postgresql/prisma.config.ts",
  },
};

/** What to make SQL of: two files of models. */
export interface ModelChange {
  /** Nothing, when the tables are to be made from scratch. */
  from?: string;
  to: string;
  /** A database of the engine; only its version is read. */
  databaseUrl: string;
}

/** The SQL that brings tables from one set of models to another, in Prisma's words; empty when there is nothing to change. */
export async function migrationSql(engine: Engine, change: ModelChange): Promise<string> {
  const from = change.from === undefined ? ["--from-empty"] : ["--from-schema-datamodel", change.from];
  const args = ["migrate", "diff", ...from, "--to-schema-datamodel", change.to, "--script"];
  const { stdout } = await run("prisma", [...args, "--config", PLACES[engine].config], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: change.databaseUrl },
  });
  const sql = stdout.replace(PUBLIC_SCHEMA, "");
  return sql.trim() === EMPTY ? "" : sql;
}
