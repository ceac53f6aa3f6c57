import type { Reporter, TestCase } from "vitest/node";

/** Names every test that failed and passed when it was tried again: such a test is to be mended, whatever the run says. */
export class SecondTries implements Reporter {
  readonly #names: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky === true)
      this.#names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
  }

  onTestRunEnd(): void {
    for (const name of this.#names) process.stdout.write(`Passed at the second try only: ${name}\n`);
  }
}
