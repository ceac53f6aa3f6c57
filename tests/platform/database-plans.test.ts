import { beforeAll, describe, expect, it } from "vitest";
import { fillTables } from "./filled-tables.ts";
import { walksOf } from "./query-plans.ts";
import { prismaStatements, statementsByFile } from "./statements.ts";
import { newDatabaseUrl, openForTest, testEngine } from "./temporary-database.ts";

/** Statements that are meant to meet all that a shop has. */
const MEANT: readonly [statement: RegExp, why: string][] = [
  [
    /^\s*DELETE FROM "?(hint|order|webhook)"? WHERE shop = @shop( AND topic <> 'shop\/redact')?$/,
    "the shop is erased",
  ],
  [/^SELECT 1 FROM "order" WHERE shop = @shop LIMIT 1$/, "whether there is any"],
  [
    /FROM "order" WHERE shop = @shop ORDER BY received_at DESC LIMIT 1(000\) AS newest| OFFSET 1000\))/,
    "the newest, in the order of their index",
  ],
  [/^SELECT COUNT\(\*\) .*\Wstate\W FROM .*delivery.* GROUP BY/, "a command counts all of a shop"],
];

let url: string;
beforeAll(async () => {
  url = await newDatabaseUrl();
  await fillTables(url);
});

describe(`on ${testEngine}, a statement`, () => {
  it("finds its rows by an index: none walks through a table that grows, nor through all of a shop", async () => {
    const database = openForTest(url);
    const byFile = await statementsByFile(database);
    expect([...byFile].filter(([, texts]) => texts.length === 0)).toEqual([]);
    const statements = [...new Set([...byFile.values()].flat()), ...(await prismaStatements(database, url))];
    expect(statements.length).toBeGreaterThan(80);
    const walks = await walksOf(url, statements);
    expect(walks.filter(({ statement }) => !MEANT.some(([meant]) => meant.test(statement)))).toEqual([]);
    // What is excused is still there.
    for (const [meant] of MEANT) expect(statements.filter((text) => meant.test(text))).not.toEqual([]);
  });

  it.each([
    ["that names no column of an index", `SELECT 1 FROM "order" WHERE order_updated_at = @at`],
    [
      "whose column is hidden in an expression",
      `SELECT 1 FROM "order" WHERE order_id || '' = @orderId AND shop = @shop`,
    ],
    ["that reads all of a shop", `SELECT count(topic) FROM "order" AS o WHERE o.shop = @shop`],
    [
      "that reads all of a pixel",
      "UPDATE delivery SET reason = 'x' WHERE shop = @shop AND pixel_code = @code",
    ],
    ["that reads the attempts of all deliveries", "DELETE FROM attempt WHERE outcome = 'lost'"],
    [
      "that joins without an index",
      `SELECT 1 FROM shop JOIN hint ON hint.page = shop.url WHERE shop.domain = @shop`,
    ],
  ])("%s is found out", async (_, statement) => {
    expect(await walksOf(url, [statement])).toMatchObject([{ statement }]);
  });
});
