import { rawQuery } from "./raw-database.ts";
import { engineOf } from "../../app/platform/engine.ts";

/** What a table's columns, keys and indexes of all rows are made of, one line each, in an order that does not depend on how they came about. */
export async function catalogue(url: string): Promise<string[]> {
  const sql = engineOf(url) === "postgresql" ? POSTGRESQL : SQLITE;
  const rows = await rawQuery<{ line: string }>(url, sql);
  return rows.map(({ line }) => line).sort();
}

/** The indexes of only some rows: their names. */
export async function partialIndexes(url: string): Promise<string[]> {
  const rows = await rawQuery<{ name: string }>(
    url,
    engineOf(url) === "postgresql" ? PARTIAL_ON_POSTGRESQL : PARTIAL_ON_SQLITE,
  );
  return rows.map(({ name }) => name).sort();
}

const HISTORY = "'_prisma_migrations'";

const POSTGRESQL = `
SELECT concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length, datetime_precision,
    CASE is_nullable WHEN 'NO' THEN 'not null' END, 'default ' || column_default) AS line
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> ${HISTORY}
UNION ALL
SELECT concat_ws(' ', 'index', indexdef) FROM pg_indexes WHERE schemaname = 'public' AND tablename <> ${HISTORY} AND indexdef NOT LIKE '% WHERE %'
UNION ALL
SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> ${HISTORY}`;

const SQLITE = `
WITH tables AS (SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ${HISTORY})
SELECT concat_ws(' ', 'column', tables.name, c.name, c.type, iif(c."notnull", 'not null', NULL), 'default ' || c.dflt_value,
    iif(c.pk, 'key ' || c.pk, NULL)) AS line
  FROM tables JOIN pragma_table_info(tables.name) AS c
UNION ALL
SELECT concat_ws(' ', 'index', tables.name, i.name, iif(i."unique", 'unique', NULL), i.origin,
    (SELECT group_concat(x.name || iif(x.desc, ' desc', ''), ', ' ORDER BY x.seqno) FROM pragma_index_xinfo(i.name) AS x WHERE x.key))
  FROM tables JOIN pragma_index_list(tables.name) AS i WHERE NOT i.partial
UNION ALL
SELECT concat_ws(' ', 'refers', tables.name, f."from", f."table", f."to", f.on_update, f.on_delete)
  FROM tables JOIN pragma_foreign_key_list(tables.name) AS f
UNION ALL
SELECT 'counts ' || name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'`;

const PARTIAL_ON_POSTGRESQL = `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '% WHERE %'`;

const PARTIAL_ON_SQLITE = `SELECT name FROM sqlite_schema WHERE type = 'index' AND sql LIKE '% WHERE %'`;
