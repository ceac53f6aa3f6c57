/**
 * Writes PostgreSQL's models from SQLite's: there is one source, prisma/schema.prisma.
 *
 *   node scripts/postgresql-schema.ts          writes prisma/postgresql/schema.prisma
 *   node scripts/postgresql-schema.ts --check  exits 1 when that file is not what the source becomes
 */
import { readFileSync, writeFileSync } from "node:fs";

const SOURCE = new URL("../prisma/schema.prisma", import.meta.url);

/** Where PostgreSQL's models are kept. */
export const POSTGRESQL_SCHEMA = new URL("../prisma/postgresql/schema.prisma", import.meta.url);

/** What is said differently. The client goes beside the models: npm empties node_modules, and the app's build empties build. */
const DIFFERENCES: readonly [sqlite: RegExp, postgresql: string][] = [
  [
    /^/,
    "// Written from prisma/schema.prisma by scripts/postgresql-schema.ts. Change that file, not this one.\n\n",
  ],
  [/^( *)engineType = "client"$/m, '$1engineType = "client"\n$1output     = "./client"'],
  [/^( *)provider = "sqlite"$/m, '$1provider = "postgresql"'],
];

/** PostgreSQL's models, written from `source`. Throws when a line that must differ is not there. */
export function postgresqlSchema(source = readFileSync(SOURCE, "utf8")): string {
  return DIFFERENCES.reduce((text, [sqlite, postgresql]) => {
    if (!sqlite.test(text)) throw new Error(`prisma/schema.prisma has no line like ${sqlite.source}`);
    return text.replace(sqlite, postgresql);
  }, source);
}

function main(args: readonly string[]): void {
  const schema = postgresqlSchema();
  if (!args.includes("--check")) {
    writeFileSync(POSTGRESQL_SCHEMA, schema);
    return;
  }
  if (readFileSync(POSTGRESQL_SCHEMA, "utf8") === schema) return;
  process.stderr.write("prisma/postgresql/schema.prisma is old: run node scripts/postgresql-schema.ts\n");
  process.exitCode = 1;
}

if (import.meta.main) main(process.argv.slice(2));
