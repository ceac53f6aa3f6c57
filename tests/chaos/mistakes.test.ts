import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MISTAKES } from "../../chaos/mistakes.ts";

it.each(Object.entries(MISTAKES))("the line that the control %s changes is there, once", (_name, mistake) => {
  const { file, right } = mistake;
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  expect(source.split(right)).toHaveLength(2);
});
