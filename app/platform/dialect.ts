/** The type of a column that a set of rows brings along. */
export type ColumnType = "bigint" | "integer" | "text";

/** What the SQL of the two engines says differently. Everything else is written once. */
export interface Dialect {
  engine: "sqlite" | "postgresql";
  /** What stands for each value of a row, and the clause that brings the rows in (docs/decisions/0013). */
  rowsOf<Column extends string>(columns: Readonly<Record<Column, ColumnType>>): RowSet<Column>;
  /** A query that is asked once for each row of a set, each with its own limit and its own locks. */
  askedOf<Column extends string>(
    columns: Readonly<Record<Column, ColumnType>>,
    query: (value: RowSet<Column>["value"]) => string,
  ): string;
  /** The larger of two values; null where one is null. */
  larger(a: string, b: string): string;
  /** A member of a JSON text, as text; null when it is not there. `path` of names. */
  jsonText(column: string, ...path: string[]): string;
  /** A member of a JSON text that is a number. */
  jsonNumber(column: string, ...path: string[]): string;
  /** Whether a member of a JSON text is `true`. */
  jsonIsTrue(column: string, ...path: string[]): string;
  /** The texts of a parameter that is a JSON array of strings, as a table with the column `value`. */
  jsonTexts(parameter: string): string;
  /** The members of an array in a JSON text, as a table `item` whose column `value` is JSON. */
  jsonItems(column: string, ...path: string[]): string;
  /** Bytes of a text in UTF-8. */
  byteLength(column: string): string;
  /** Takes the chosen rows of `table`, and passes over those that another worker has taken. */
  takeRows(table: string): string;
  /** The statement that makes others wait who change the same shop; absent where writers wait for each other anyway. */
  lockShop?: string;
}

/** How a statement speaks of one row, or of a set of them. */
export interface RowSet<Column extends string> {
  value: Readonly<Record<Column, string>>;
  /** A FROM clause, or nothing. */
  from: string;
}

/** A row a time: every value is a parameter. */
export const SQLITE: Dialect = {
  engine: "sqlite",
  rowsOf: (columns) => ({ value: named(columns, (name) => `@${name}`), from: "" }),
  askedOf: (columns, query) => query(named(columns, (name) => `@${name}`)),
  larger: (a, b) => `max(${a}, ${b})`,
  jsonText: (column, ...path) => `(${column} ->> '$.${path.join(".")}')`,
  jsonNumber: (column, ...path) => `(${column} ->> '$.${path.join(".")}')`,
  jsonIsTrue: (column, ...path) => `(coalesce(${column} -> '$.${path.join(".")}', '') = 'true')`,
  jsonTexts: (parameter) => `(SELECT value FROM json_each(${parameter}))`,
  jsonItems: (column, ...path) => `json_each(${column}, '$.${path.join(".")}') AS item`,
  byteLength: (column) => `length(CAST(${column} AS BLOB))`,
  takeRows: () => "",
};

/** A round trip a set: the rows are one JSON parameter. */
export const POSTGRESQL: Dialect = {
  engine: "postgresql",
  rowsOf: recordset,
  askedOf(columns, query) {
    const { value, from } = recordset(columns);
    return `SELECT answer.* ${from} CROSS JOIN LATERAL (${query(value)}) AS answer`;
  },
  larger: (a, b) => `greatest(${a}, ${b})`,
  jsonText: (column, ...path) => `(${column}::json #>> '{${path.join(",")}}')`,
  jsonNumber: (column, ...path) => `(${column}::json #>> '{${path.join(",")}}')::numeric`,
  jsonIsTrue: (column, ...path) => `(coalesce(${column}::json #>> '{${path.join(",")}}', '') = 'true')`,
  jsonTexts: (parameter) => `(SELECT value FROM json_array_elements_text(CAST(${parameter} AS json)))`,
  jsonItems: (column, ...path) =>
    `json_array_elements(coalesce(${column}::json #> '{${path.join(",")}}', '[]')) AS item(value)`,
  byteLength: (column) => `octet_length(${column})`,
  takeRows: (table) => `FOR UPDATE OF ${table} SKIP LOCKED`,
  lockShop: "SELECT pg_advisory_xact_lock(hashtextextended(@shop, 0))",
};

function recordset<Column extends string>(columns: Readonly<Record<Column, ColumnType>>): RowSet<Column> {
  const types = Object.entries<ColumnType>(columns).map(([name, type]) => `"${name}" ${type}`);
  return {
    value: named(columns, (name) => `r."${name}"`),
    from: `FROM json_to_recordset(@rows) AS r(${types.join(", ")})`,
  };
}

function named<Column extends string>(
  columns: Readonly<Record<Column, ColumnType>>,
  text: (name: Column) => string,
): Record<Column, string> {
  const names = Object.keys(columns) as Column[];
  return Object.fromEntries(names.map((name) => [name, text(name)])) as Record<Column, string>;
}
