import type { Dialect } from "./dialect.ts";

/** The values of a statement's `@names`: strings, numbers and null; what no name asks for is passed over. */
export type Params = Readonly<Record<string, unknown>>;

/** A statement made ready by one engine. `handle` is that engine's own. */
export interface Prepared {
  text: string;
  handle: unknown;
}

/** One thing a transaction asks of its engine: a statement with the values of one row, or of a set of rows. */
export type Step = { statement: Prepared } & (
  { kind: "one"; params: Params } | { kind: "each"; rows: readonly Params[] }
);

export interface StepResult {
  /** What the statement returned, in the order asked for. */
  rows: unknown[];
  /** How many rows it wrote. */
  changes: number;
}

/**
 * What a transaction does, one step after another. Each engine drives it in its own way: SQLite without ever yielding to the event loop, so that nothing else
 * comes between two steps of the one connection; PostgreSQL by waiting for the server.
 */
export type Steps<T> = Generator<Step, T, StepResult>;

/**
 * Everything durable is written through here, on SQLite or on PostgreSQL. What is written is on disk when the promise resolves, and nothing of it when the promise
 * rejects.
 */
export interface Ledger {
  dialect: Dialect;
  /**
   * Runs the steps in one transaction. May run them again from the start, after an undone try that met another writer. Where this happens often, let `steps` call a
   * generator function that is made once: V8 makes each new one a shape of its own (a map, in the old generation), which keeps all that the function can see until
   * the next full collection.
   */
  write<T>(steps: () => Steps<T>): Promise<T>;
  /** Runs steps that only read. */
  read<T>(steps: () => Steps<T>): Promise<T>;
  /** Empties the engine's log of writes, where it is a file of ours: what was erased is still in it. False when somebody is reading from it. */
  emptyLog(): Promise<boolean>;
  /** Throws, on SQLite, when the text does not fit the schema: at start, not at first use. */
  prepare(text: string): Prepared;
}

/** A statement's ways of being run. `@name` in its text is a parameter. */
export interface Statement {
  all<Row>(params?: Params): Steps<Row[]>;
  /** The first row. */
  get<Row>(params?: Params): Steps<Row | undefined>;
  /** How many rows were written. */
  change(params?: Params): Steps<number>;
  /** Once for each of the rows, in any order: for a text made with `Dialect.rowsOf`. */
  changeEach(rows: readonly Params[]): Steps<number>;
  /** What it returned for all of the rows. */
  allEach<Row>(rows: readonly Params[]): Steps<Row[]>;
}

/** A statement for every verb of a table of SQL texts. */
export function prepareAll<Verb extends string>(
  ledger: Ledger,
  texts: Readonly<Record<Verb, string>>,
): Record<Verb, Statement> {
  const entries = Object.entries<string>(texts).map(([verb, text]) => [
    verb,
    statementOf(ledger.prepare(text)),
  ]);
  return Object.fromEntries(entries) as Record<Verb, Statement>;
}

/** Makes the transaction wait until no other one is changing what is connected, set or erased in the shop. */
export function shopLock(ledger: Ledger): (shop: string) => Steps<void> {
  const { lockShop } = ledger.dialect;
  const lock = lockShop === undefined ? undefined : statementOf(ledger.prepare(lockShop));
  return function* (shop) {
    if (lock !== undefined) yield* lock.all({ shop });
  };
}

const NO_PARAMS: Params = {};

function statementOf(statement: Prepared): Statement {
  const one = (params: Params): Step => ({ statement, kind: "one", params });
  const each = (rows: readonly Params[]): Step => ({ statement, kind: "each", rows });
  return {
    all: (params = NO_PARAMS) => allOf(one(params)),
    get: (params = NO_PARAMS) => firstOf(one(params)),
    change: (params = NO_PARAMS) => changesOf(one(params)),
    changeEach: (rows) => (rows.length === 0 ? nothing(0) : changesOf(each(rows))),
    allEach: <Row>(rows: readonly Params[]) =>
      rows.length === 0 ? nothing<Row[]>([]) : allOf<Row>(each(rows)),
  };
}

// Made once, not for each of some three hundred statements (`Ledger.write` says why).

function* allOf<Row>(step: Step): Steps<Row[]> {
  return (yield step).rows as Row[];
}

function* firstOf<Row>(step: Step): Steps<Row | undefined> {
  return (yield step).rows[0] as Row | undefined;
}

function* changesOf(step: Step): Steps<number> {
  return (yield step).changes;
}

// eslint-disable-next-line require-yield -- it asks for nothing
function* nothing<T>(value: T): Steps<T> {
  return value;
}

/** Remembers what was prepared: the number of texts is the number of statements in the code. */
export function onceForEach(prepare: (text: string) => Prepared): (text: string) => Prepared {
  const ready = new Map<string, Prepared>();
  return (text) => {
    const known = ready.get(text) ?? prepare(text);
    ready.set(text, known);
    return known;
  };
}
