import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { databasePath } from "../../app/platform/database-url.ts";
import { engineOf } from "../../app/platform/engine.ts";

/** Tables that grow with every order. */
export const GROWING = ["order", "delivery", "attempt", "hint", "webhook"] as const;

/** Columns that say nothing about which of a large shop's rows are meant. */
const VAGUE = new Set(["shop", "pixel_code", "lane", "topic"]);

/** The index of the orders that no event was made of yet, which are few: all that a shop has there may be walked through. */
const OF_WHAT_WAITS = "order_shop_routed_at_idx";
/** Indexes of what has a time at which it is due. Their first rows are the first that are due. */
const OF_WHAT_IS_DUE = new Set(["order_lane_route_at_id_idx", "delivery_shop_pixel_code_lane_due_at_id_idx"]);

/** One way into a growing table that costs more the more rows there are, or none at all: the engine does not take the statement. */
export interface Walk {
  statement: string;
  /** The engine's own words. */
  plan: string;
}

/** Which of the statements walk through a growing table, or through all that a shop has in it. */
export async function walksOf(url: string, statements: readonly string[]): Promise<Walk[]> {
  const explain = engineOf(url) === "postgresql" ? await onPostgresql(url) : onSqlite(url);
  try {
    const walks: Walk[] = [];
    for (const statement of statements)
      for (const plan of await explain.walks(statement)) walks.push({ statement, plan });
    return walks;
  } finally {
    await explain.end();
  }
}

interface Explain {
  walks(statement: string): Promise<string[]> | string[];
  end(): Promise<void> | void;
}

function onSqlite(url: string): Explain {
  const sqlite = new SqliteDatabase(databasePath(url));
  return {
    walks(statement) {
      const names = [...statement.matchAll(/@([a-z]\w*)/gi)].map(([, name]) => [name, null] as const);
      const unnamed: unknown[] = Array.from(statement.matchAll(/\?/g), () => null);
      const bound: unknown[] = names.length > 0 ? [Object.fromEntries(names)] : unnamed;
      return sqlite
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
        .all(...bound)
        .map(({ detail }) => detail)
        .filter((detail) => walksOnSqlite(detail, statement));
    },
    end: () => {
      sqlite.close();
    },
  };
}

/** `SCAN name …`, or `SEARCH name USING INDEX index (column=? AND …)`. */
function walksOnSqlite(detail: string, statement: string): boolean {
  const [, verb, name = "", rest = ""] = /^(SCAN|SEARCH) (\S+)(.*)$/.exec(detail) ?? [];
  if (verb === undefined || rest.includes("VIRTUAL TABLE") || !isGrowing(name, statement)) return false;
  return verb === "SCAN" || isVague([...rest.matchAll(/(\w+)[=<>]/g)].map(([, column = ""]) => column));
}

function isGrowing(name: string, statement: string): boolean {
  return GROWING.some(
    (table) =>
      name === table || new RegExp(`\\b${table}\\W?\\s+(AS\\s+)?\\W?${name}\\b`, "i").test(statement),
  );
}

function isVague(columns: readonly string[]): boolean {
  return columns.every((column) => VAGUE.has(column));
}

/** A node of a plan, as far as it is read. */
interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: PlanNode[];
}

async function onPostgresql(url: string): Promise<Explain> {
  const client = new pg.Client(url);
  await client.connect();
  // The plan for any value, as the server makes it for a statement that is kept ready; a table that is nearly empty would be read whole otherwise.
  await client.query("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off");
  return {
    async walks(statement) {
      const names = [...new Set([...statement.matchAll(/@([a-z]\w*)/gi)].map(([, name]) => name))];
      const text = statement.replace(/@([a-z]\w*)/gi, (_, name: string) => `$${names.indexOf(name) + 1}`);
      const count = Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, number]) => Number(number)));
      const given = count === 0 ? "" : `(${Array.from({ length: count }, () => "NULL").join(", ")})`;
      try {
        await client.query(`PREPARE explained AS ${text}`);
      } catch (error) {
        return [`not a statement: ${String(error)}`];
      }
      const { rows } = await client.query<{ "QUERY PLAN": { Plan: PlanNode }[] }>(
        `EXPLAIN (FORMAT JSON) EXECUTE explained${given}`,
      );
      await client.query("DEALLOCATE explained");
      return rows.flatMap((row) => row["QUERY PLAN"]).flatMap(({ Plan }) => walksInPlan(Plan));
    },
    end: () => client.end(),
  };
}

function walksInPlan(node: PlanNode, above?: PlanNode): string[] {
  const { "Relation Name": table, "Index Name": index = "", "Index Cond": condition = "" } = node;
  const below = (node.Plans ?? []).flatMap((one) => walksInPlan(one, node));
  const growing = GROWING.some((name) => name === table || index.startsWith(`${name}_`));
  if (!growing || (index === "" && node["Node Type"] !== "Seq Scan")) return below;
  const columns = [...condition.matchAll(/([a-z_]+)(?:\)::\w+)? (?:=|<|>|IS|~)/g)].map(
    ([, column = ""]) => column,
  );
  if (index === OF_WHAT_WAITS || (OF_WHAT_IS_DUE.has(index) && above?.["Node Type"] === "Limit"))
    return below;
  const told = `${node["Node Type"]} on ${table ?? ""} ${index} ${condition}`;
  return isVague(columns) ? [told, ...below] : below;
}
