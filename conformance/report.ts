import { hashedTexts } from "./cases.ts";
import type { CaseResult } from "./judge.ts";

/** The counts of a run. */
function summary(results: readonly CaseResult[], leftOut: number) {
  const count = (read: (result: CaseResult) => number) =>
    results.reduce((total, result) => total + read(result), 0);
  return {
    passed: count(({ verdict }) => (verdict === "passed" ? 1 : 0)),
    failed: count(({ verdict }) => (verdict === "failed" ? 1 : 0)),
    leftOut,
    fields: { matched: count(({ matched }) => matched), compared: count(({ fields }) => fields) },
  };
}

/** The result for another program to read. */
export function asJson(results: readonly CaseResult[], leftOut: number): string {
  return `${JSON.stringify({ ...summary(results, leftOut), cases: results })}\n`;
}

/** The result for a person: what failed, and the counts. */
export function asText(results: readonly CaseResult[], leftOut: number): string {
  const failures = results.filter(({ verdict }) => verdict === "failed").map(describe);
  const { passed, failed, fields } = summary(results, leftOut);
  const left =
    leftOut === 0 ? "" : `, ${leftOut} left out (they need settings, a context or policies of ours)`;
  const score = `${fields.matched} of ${fields.compared} fields matched`;
  return [...failures, `${passed} passed, ${failed} failed${left}; ${score}`].join("\n") + "\n";
}

function describe({ name, differences, problem }: CaseResult): string {
  const fields = differences.map(
    ({ path, expected, got }) => `${path}: expected ${shown(expected)}, got ${shown(got)}`,
  );
  return `FAILED ${name}: ${problem ?? fields.join("; ")}`;
}

/** A hash is shown as what it is of, where that is known. */
function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? hashedTexts.get(value) : undefined;
  return text === undefined ? JSON.stringify(value) : `sha256(${text})`;
}
