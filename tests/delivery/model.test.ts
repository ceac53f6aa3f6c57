/** Random sequences of everything that happens to deliveries, against a small model of what must come of it (tests/delivery/model). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newDatabase, ON_POSTGRESQL, select } from "../platform/temporary-database.ts";
import { MISTAKES, POSTGRESQL_MISTAKES } from "./model/mistakes.ts";
import { property } from "./model/runner.ts";
import { brokenLedger, newSubject } from "./model/subject.ts";

const RUNS = ON_POSTGRESQL ? 60 : 300;
/** MODEL_SEED repeats a run that failed. */
const SEED = Number(process.env["MODEL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** A database that need not survive a power cut. */
async function quickDatabase() {
  const database = await newDatabase();
  if (!ON_POSTGRESQL) await select(database, "PRAGMA synchronous = OFF");
  return database;
}

it(`does what the model says, whatever happens in whatever order (MODEL_SEED=${SEED})`, async () => {
  const subject = newSubject(await quickDatabase());
  await fc.assert(property(subject), { seed: SEED, numRuns: RUNS });
});

describe(`the model finds (MODEL_SEED=${SEED})`, () => {
  it.for([...MISTAKES, ...(ON_POSTGRESQL ? POSTGRESQL_MISTAKES : [])])("$name", async ({ make }) => {
    const database = await quickDatabase();
    const { ledger, changed } = brokenLedger(database.ledger, make);
    const subject = newSubject(database, ledger);
    expect(changed()).toBeGreaterThan(0);
    const found = await fc.check(property(subject), { seed: SEED, numRuns: 5 * RUNS, endOnFailure: true });
    expect(found.failed).toBe(true);
  });
});
