import pg from "pg";
import { describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { prepareAll, shopLock, type Ledger } from "../../app/platform/ledger.ts";
import {
  change,
  newDatabase,
  newDatabaseUrl,
  ON_POSTGRESQL,
  openForTest,
  select,
} from "./temporary-database.ts";
import { eventually } from "./eventually.ts";

const statementsOf = (ledger: Ledger) => {
  const { dialect } = ledger;
  const row = dialect.rowsOf({ domain: "text", name: "text", at: "bigint" });
  return prepareAll(ledger, {
    add: `
      INSERT INTO shop (domain, name, installed_at) SELECT ${row.value.domain}, ${row.value.name}, ${row.value.at} ${row.from}
      WHERE true ON CONFLICT (domain) DO NOTHING RETURNING domain`,
    addOne: `INSERT INTO shop (domain, name, installed_at) VALUES (@domain, @name, @at)`,
    rename: `UPDATE shop SET name = @name WHERE domain = @domain`,
    names: `SELECT domain, name FROM shop ORDER BY domain`,
    larger: `SELECT ${dialect.larger("coalesce(@a, 0)", "@b")} AS value`,
  });
};

const names = async (database: Database) =>
  (await select<{ name: string | null }>(database, "SELECT name FROM shop ORDER BY domain")).map(
    ({ name }) => name,
  );

describe("a transaction", () => {
  it("writes all of its steps, and what they returned decides the next ones", async () => {
    const database = await newDatabase();
    const { ledger } = database;
    const run = statementsOf(ledger);
    const rows = ["a", "b"].map((domain) => ({ domain, name: null, at: 1 }));
    const changed = await ledger.write(function* () {
      const added = yield* run.add.allEach<{ domain: string }>(rows);
      let changes = 0;
      for (const { domain } of added) changes += yield* run.rename.change({ domain, name: `shop ${domain}` });
      return changes;
    });
    expect(changed).toBe(2);
    expect(await names(database)).toEqual(["shop a", "shop b"]);
  });

  it("is undone as a whole when a step fails, or when the code between two steps throws", async () => {
    const database = await newDatabase();
    const { ledger } = database;
    const run = statementsOf(ledger);
    const add = (domain: string) => run.addOne.change({ domain, name: domain, at: 1 });
    const same = ledger.write(function* () {
      yield* add("a");
      yield* add("a");
    });
    await expect(same).rejects.toThrow();
    const thrown = ledger.write(function* () {
      yield* add("b");
      throw new Error("no");
    });
    await expect(thrown).rejects.toThrow("no");
    expect(await names(database)).toEqual([]);
    await ledger.write(() => add("c"));
    expect(await names(database)).toEqual(["c"]);
  });

  it("says of a set of rows how many it wrote, and asks nothing for an empty one", async () => {
    const { ledger } = await newDatabase();
    const run = statementsOf(ledger);
    const rows = ["a", "b", "a"].map((domain) => ({ domain, name: null, at: 1 }));
    expect(await ledger.write(() => run.add.changeEach(rows))).toBe(2);
    expect(await ledger.write(() => run.add.changeEach([]))).toBe(0);
    expect(await ledger.write(() => run.add.allEach([]))).toEqual([]);
  });

  it("of many at the same time loses none", async () => {
    const database = await newDatabase();
    const { ledger } = database;
    const run = statementsOf(ledger);
    await ledger.write(() => run.addOne.change({ domain: "a", name: "0", at: 1 }));
    const lock = shopLock(ledger);
    const addOne = () =>
      ledger.write(function* () {
        yield* lock("a");
        const [shop] = yield* run.names.all<{ name: string }>();
        yield* run.rename.change({ domain: "a", name: String(Number(shop?.name) + 1) });
      });
    await Promise.all(Array.from({ length: 20 }, addOne));
    expect(await names(database)).toEqual(["20"]);
  });
});

describe("a value", () => {
  it("beyond 32 bits, and nothing, come back as they were written", async () => {
    const database = await newDatabase();
    const at = Date.UTC(2026, 10, 22, 12, 0, 0, 123);
    await change(database, "INSERT INTO shop (domain, installed_at) VALUES ('a', @at)", { at });
    const rows = await select(database, `SELECT installed_at AS at, name, count(*) OVER () AS n FROM shop`);
    expect(rows).toEqual([{ at, name: null, n: 1 }]);
  });

  it.each(["it's", "日本語 😀", '{"a":"b\\n"}', "@name :name $1 ? %", "a\\u0041", ""])(
    "%j is kept as it is, by itself and in a set of rows",
    async (name) => {
      const database = await newDatabase();
      const { ledger } = database;
      const run = statementsOf(ledger);
      await ledger.write(() => run.addOne.change({ domain: "a", name, at: 1 }));
      await ledger.write(() => run.add.changeEach([{ domain: "b", name, at: 1 }]));
      expect(await names(database)).toEqual([name, name]);
    },
  );

  it("that is no text for the database does not stop its neighbours", async () => {
    const database = await newDatabase();
    const { ledger } = database;
    const run = statementsOf(ledger);
    const odd = ["nul \0", "half \ud83d", '{"nul":"\\u0000"}', '{"half":"\\ud83d"}', "\\ud83d \\u0000"];
    await ledger.write(() => run.addOne.change({ domain: "a", name: odd[0], at: 1 }));
    const rows = odd.map((name, index) => ({ domain: `b${index}`, name, at: 1 }));
    expect(await ledger.write(() => run.add.changeEach(rows))).toBe(odd.length);
    const kept = await names(database);
    expect(kept).toHaveLength(1 + odd.length);
    for (const name of kept) expect(name?.isWellFormed()).toBe(true);
  });

  it("is the larger of two also where the first is missing", async () => {
    const { ledger } = await newDatabase();
    const { larger } = statementsOf(ledger);
    expect(await ledger.read(() => larger.get({ a: null, b: 7 }))).toEqual({ value: 7 });
    expect(await ledger.read(() => larger.get({ a: 9, b: 7 }))).toEqual({ value: 9 });
  });
});

describe.skipIf(!ON_POSTGRESQL)("on PostgreSQL", () => {
  it("two transactions that wait for each other are both written: the one that is undone is done again", async () => {
    const database = await newDatabase();
    const { ledger } = database;
    const run = statementsOf(ledger);
    const shops = ["a", "b"].map((domain) => ({ domain, name: "", at: 1 }));
    await ledger.write(() => run.add.changeEach(shops));
    const tries = { first: 0, second: 0 };
    const rename = (who: keyof typeof tries, [one, other]: readonly [string, string]) =>
      ledger.write(function* () {
        tries[who] += 1;
        yield* run.rename.change({ domain: one, name: who });
        // Both have begun before either goes on.
        if (tries[who] === 1) yield* waitUntil(ledger, () => tries.first > 0 && tries.second > 0);
        yield* run.rename.change({ domain: other, name: who });
      });
    await Promise.all([rename("first", ["a", "b"]), rename("second", ["b", "a"])]);
    expect(tries.first + tries.second).toBe(3);
    const [a, b] = await names(database);
    expect(a).toBe(b);
  });

  it("a connection that breaks in the middle of a transaction undoes it, and ends nothing else", async () => {
    const url = await newDatabaseUrl();
    const database = openForTest(url);
    const { ledger } = database;
    const run = statementsOf(ledger);
    const { killOneself } = prepareAll(ledger, {
      killOneself: "SELECT pg_terminate_backend(pg_backend_pid())",
    });
    const broken = ledger.write(function* () {
      yield* run.addOne.change({ domain: "a", name: "a", at: 1 });
      yield* killOneself.all();
    });
    await expect(broken).rejects.toThrow();
    expect(await names(database)).toEqual([]);
  });

  it("a connection that breaks while nobody uses it is replaced", async () => {
    const url = await newDatabaseUrl();
    const database = openForTest(url);
    await database.ready;
    const other = new pg.Client(url);
    await other.connect();
    await other.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await other.end();
    await eventually(() => select(database, "SELECT 1 AS one"));
  });
});

/** Asks the server something of no matter until the condition holds. */
function* waitUntil(ledger: Ledger, isSo: () => boolean) {
  const { nap } = prepareAll(ledger, { nap: "SELECT pg_sleep(0.01)" });
  while (!isSo()) yield* nap.all();
}
