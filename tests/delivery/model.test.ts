/** Random sequences of everything that happens to deliveries, against a small model of what must come of it (tests/delivery/model). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newDatabase, ON_POSTGRESQL, select } from "../platform/temporary-database.ts";
import { property } from "./model/runner.ts";
import { brokenLedger, newSubject } from "./model/subject.ts";

const RUNS = ON_POSTGRESQL ? 60 : 300;
/** To repeat a run that failed: its seed, as printed, before the name of the test's command. */
const SEED = Number(process.env["MODEL_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** A database that need not survive a power cut. */
async function quickDatabase() {
  const database = await newDatabase();
  if (!ON_POSTGRESQL) await select(database, "PRAGMA synchronous = OFF");
  return database;
}

it(`is what the model says, whatever happens in whatever order (MODEL_SEED=${SEED})`, async () => {
  const subject = newSubject(await quickDatabase());
  await fc.assert(property(subject), {
    seed: SEED,
    numRuns: RUNS,
    endOnFailure: process.env["MODEL_SHRINK"] === undefined,
  });
});
