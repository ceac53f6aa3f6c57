/** Everything in the database, to compare what it was with what it is. */
import Database from "better-sqlite3";
import type { App } from "../../app/composition.server.ts";

/** Tables whose rows are of no shop. */
const OF_NO_SHOP = new Set(["door_entry", "heartbeat", "lease", "retention", "restoration"]);

/** Every row, by table: all of them, or one shop's. Throws for a table of which it cannot tell whose a row is. */
export function dump({ config }: App, shop?: string): Record<string, unknown[]> {
  const database = new Database(config.databaseUrl.replace(/^file:/, ""), { readonly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const names = (tables as string[]).filter((name) => !/^(?:sqlite_|_)/.test(name));
    return Object.fromEntries(
      names.map((name) => [
        name,
        database.prepare(`SELECT * FROM "${name}" ${whose(name, shop)}`).all({ shop }),
      ]),
    );
  } finally {
    database.close();
  }

  function whose(table: string, of: string | undefined): string {
    if (of === undefined) return "";
    if (OF_NO_SHOP.has(table)) return "WHERE false";
    if (table === "attempt") return "WHERE delivery_id IN (SELECT id FROM delivery WHERE shop = @shop)";
    const columns = database.prepare(`SELECT name FROM pragma_table_info(?)`).pluck().all(table);
    const column = ["shop", "domain"].find((name) => columns.includes(name));
    if (column === undefined)
      throw new Error(`tests/admin/database-dump.ts cannot tell whose a row of ${table} is`);
    return `WHERE ${column} = @shop`;
  }
}
