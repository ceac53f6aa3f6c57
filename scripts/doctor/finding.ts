/** ok | warning: it works, and something should be looked at | wrong: it does not work, or loses something. */
export type Verdict = "ok" | "warning" | "wrong";

/** What the doctor has to say of one thing. Never a secret, never an address with a password. */
export interface Finding {
  /** What was looked at. */
  about: string;
  verdict: Verdict;
  says: string;
  /** What to do about it; absent when all is well. */
  fix?: string;
}

export const ok = (about: string, says: string): Finding => ({ about, verdict: "ok", says });
export const warning = (about: string, says: string, fix: string): Finding => ({
  ...{ about, verdict: "warning", says, fix },
});
export const wrong = (about: string, says: string, fix: string): Finding => ({
  ...{ about, verdict: "wrong", says, fix },
});

/** The findings as lines for a person. */
export function asText(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ about, verdict, says, fix }) => [
    `${verdict.padEnd(8)} ${about}: ${says}`,
    ...(fix === undefined ? [] : [`${" ".repeat(8)} ${fix}`]),
  ]);
  return `${lines.join("\n")}\n${summary(findings)}\n`;
}

/** The findings as one JSON document. */
export function asJson(findings: readonly Finding[]): string {
  return `${JSON.stringify({ well: isWell(findings), findings }, null, 2)}\n`;
}

/** Whether nothing is wrong; warnings do not count. */
export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ verdict }) => verdict !== "wrong");
}

function summary(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  return `${count("ok")} ok, ${count("warning")} to look at, ${count("wrong")} wrong`;
}
