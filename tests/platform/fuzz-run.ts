import fc from "fast-check";

/** What one round of a fuzz found: how many cases were tried, and the shrunk case that broke the property, if any. */
export interface FuzzOutcome {
  runs: number;
  failure: string | undefined;
}

/** Tries `runs` cases. The same seed makes the same cases. */
export type Fuzz = (settings: { seed: number; runs: number }) => Promise<FuzzOutcome>;

/** A case that takes longer hangs. */
const HUNG_MS = 15_000;

/** A fuzz of one property, which throws where it does not hold. */
export function fuzzOf<T>(cases: fc.Arbitrary<T>, holds: (one: T) => Promise<void> | void): Fuzz {
  const property = fc.asyncProperty(cases, async (one) => {
    await holds(one);
  });
  return async ({ seed, runs }) => {
    const details = await fc.check(property, {
      ...{ seed, numRuns: runs, timeout: HUNG_MS, includeErrorInReport: true },
    });
    const failure = details.failed ? await fc.asyncDefaultReportMessage(details) : undefined;
    return { runs: details.numRuns, failure };
  };
}
