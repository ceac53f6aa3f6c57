import { inspect } from "node:util";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";

const VALUE = "act.do-not-print-me";
const secret = new Secret(VALUE);

function logged(write: (log: ReturnType<typeof pino>) => void): string {
  const lines: string[] = [];
  write(pino({}, { write: (line: string) => lines.push(line) }));
  return lines.join("");
}

describe("a secret", () => {
  it.each<[string, () => string]>([
    ["String()", () => String(secret)],
    ["toString()", () => secret.toString()],
    ["concatenation", () => ["token:", secret].join("")],
    ["JSON", () => JSON.stringify({ deep: [{ secret }] })],
    ["inspect", () => inspect({ deep: { secret } }, { depth: 9, showHidden: true, getters: true })],
    [
      "a log line's field",
      () =>
        logged((log) => {
          log.info({ secret }, "x");
        }),
    ],
    [
      "a log line's nested field",
      () =>
        logged((log) => {
          log.info({ pixel: { access: secret } }, "x");
        }),
    ],
    [
      "an error's cause in a log line",
      () =>
        logged((log) => {
          log.error({ err: new Error("x", { cause: { secret } }) }, "x");
        }),
    ],
  ])("is [redacted] in %s", (_way, print) => {
    expect(print()).not.toContain(VALUE);
    expect(print()).not.toBe("");
  });

  it("has nothing to enumerate, copy or spread", () => {
    expect(Object.keys(secret)).toEqual([]);
    expect(Object.assign({}, secret)).toEqual({});
    expect(JSON.stringify(structuredClone({ secret }))).not.toContain(VALUE);
  });

  it("gives its value to whoever asks for it by name", () => {
    expect(secret.reveal()).toBe(VALUE);
  });
});
