/**
 * Writes the migrations for what changed in prisma/schema.prisma since the last commit, one for SQLite and one for PostgreSQL, under the same name.
 *
 *   node scripts/new-migration.ts NAME
 *
 * Read both before committing them: Prisma's words for a rename are a drop and a new column.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../app/platform/engine.ts";
import { startPostgresql } from "../sandbox/postgresql.ts";
import { migrationSql, PLACES } from "./migration-sql.ts";
import { POSTGRESQL_SCHEMA, postgresqlSchema } from "./postgresql-schema.ts";
import { answerHelp, UsageError } from "./usage-error.ts";

const USAGE = "Usage: node scripts/new-migration.ts NAME (small letters, digits and _)\n";
const ROOT = new URL("..", import.meta.url).pathname;

async function main([name, ...rest]: readonly string[]): Promise<void> {
  answerHelp(USAGE);
  if (name === undefined || rest.length > 0 || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new UsageError(USAGE.trimEnd());
  const folderName = `${new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14)}_${name}`;
  writeFileSync(POSTGRESQL_SCHEMA, postgresqlSchema());
  const scratch = mkdtempSync(join(tmpdir(), "throughline-migration-"));
  const server = await startPostgresql({ fsync: false });
  try {
    await write("sqlite", folderName, { scratch, databaseUrl: `file:${join(scratch, "empty.sqlite")}` });
    await write("postgresql", folderName, { scratch, databaseUrl: server.url });
  } finally {
    await server.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function write(
  engine: Engine,
  folderName: string,
  { scratch, databaseUrl }: { scratch: string; databaseUrl: string },
): Promise<void> {
  const { models, migrations } = PLACES[engine];
  const from = join(scratch, `${engine}.prisma`);
  writeFileSync(from, execFileSync("git", ["show", `HEAD:${models}`], { cwd: ROOT }));
  const sql = await migrationSql(engine, { from, to: join(ROOT, models), databaseUrl });
  if (sql === "")
    throw new UsageError(`${models} is as it was at the last commit: there is nothing to migrate.`);
  const folder = join(ROOT, migrations, folderName);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  process.stdout.write(`${migrations}/${folderName}/migration.sql\n`);
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
