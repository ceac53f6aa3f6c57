import type { Reporter, TestCase } from "vitest/node";

/** What a failure said, as far as it is worth reading: fast-check tells of the run that failed first, and of all others after that. */
const WORDS_MAX = 1500;

/** Names every test that failed and passed when it was tried again, and what it failed with: such a test is to be mended, whatever the run says. */
export class SecondTries implements Reporter {
  readonly #lines: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const why = test.result().errors?.[0]?.message ?? "nothing is known of why";
    this.#lines.push(
      `Passed at the second try only: ${test.module.relativeModuleId} > ${test.fullName}`,
      ...why
        .slice(0, WORDS_MAX)
        .split("\n")
        .map((line) => `  ${line}`),
    );
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) process.stdout.write(`${line}\n`);
  }
}
