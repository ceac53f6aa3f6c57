import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import {
  isFields,
  overlay,
  parseExactly,
  plain,
  unrolled,
  withoutNulls,
  type Json,
  type JsonFields,
} from "./json-patch.ts";
import type { Outcome } from "../scripts/outcome.ts";

const fields = z.custom<JsonFields>((value) => isFields(value as Json), "must be an object");

const contextSchema = z.strictObject({
  now: z.iso.datetime().optional(),
  shopCountry: z.string().optional(),
  testMode: z.boolean().optional(),
});

const caseSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    why: z.string().min(10),
    source: z.string().min(5),
    covers: z.array(z.string()).min(1),
    /** Whether such an order is sent is a sender's own policy. */
    policy: z.boolean().default(false),
    /** Fields in which senders may differ in this case. */
    choices: z.array(z.string()).default([]),
    settings: fields.optional(),
    context: contextSchema.default({}),
    base: z.string().optional(),
    without: z.array(z.string()).default([]),
    order: fields.optional(),
    body: z.string().optional(),
    expect: z.union([
      z.strictObject({ event: fields.optional(), pixels: z.array(z.string()).optional() }),
      z.strictObject({ skipped: z.string(), problem: z.string().optional() }),
    ]),
  })
  .refine((one) => (one.order === undefined) !== (one.body === undefined), "either order or body");

const baseSchema = z.strictObject({ about: z.string(), order: fields, event: fields });

type WrittenCase = z.output<typeof caseSchema>;

/** One order with what has to become of it, everything written out. */
export interface ConformanceCase {
  name: string;
  why: string;
  source: string;
  covers: readonly string[];
  policy: boolean;
  choices: readonly string[];
  /** A settings document, not yet checked; undefined for the defaults. */
  settings: unknown;
  context: z.output<typeof contextSchema>;
  /** The webhook's body, on one line. */
  body: string;
  /** Hashed values are hashed. */
  expected: Outcome;
}

const FOLDER = new URL("./", import.meta.url);

/** What a hash in an expected event is of, for people. */
export const hashedTexts = new Map<string, string>();

/** The whole set, by name. Throws when a file of it is not well made: the set is part of the program. */
export function loadCases(): ConformanceCase[] {
  return jsonFiles("cases").map((name) => readCase(name, written(`cases/${name}`, caseSchema)));
}

function readCase(file: string, { expect, ...one }: WrittenCase): ConformanceCase {
  if (`${one.name}.json` !== file) throw new Error(`${file} calls itself ${one.name}`);
  const base = one.base === undefined ? undefined : written(`bases/${one.base}.json`, baseSchema);
  const { name, why, source, covers, policy, choices, context } = one;
  return {
    ...{ name, why, source, covers, policy, choices, context },
    settings: one.settings === undefined ? undefined : plain(one.settings),
    body: one.body ?? JSON.stringify(orderOf(one, base?.order)),
    expected: "skipped" in expect ? expect : { ...expect, event: eventOf(expect.event, base?.event) },
  };
}

function orderOf(
  { order = {}, without }: Pick<WrittenCase, "order" | "without">,
  base: JsonFields | undefined,
): Json {
  const whole = unrolled(overlay(base, order));
  return isFields(whole)
    ? Object.fromEntries(Object.entries(whole).filter(([name]) => !without.includes(name)))
    : whole;
}

function eventOf(event: JsonFields = {}, base: JsonFields | undefined): unknown {
  return plain(hashed(withoutNulls(unrolled(overlay(base, event)))));
}

/** `"sha256(anna)"` becomes the hash of `anna`. */
function hashed(value: Json): Json {
  if (Array.isArray(value)) return value.map(hashed);
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, hashed(member)]));
  const text = typeof value === "string" ? /^sha256\((.+)\)$/s.exec(value)?.[1] : undefined;
  if (text === undefined) return value;
  const digest = hash("sha256", text);
  hashedTexts.set(digest, text);
  return digest;
}

function written<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(parseExactly(readFileSync(new URL(path, FOLDER), "utf8")));
  } catch (cause) {
    throw new Error(`conformance/${path} is not well made`, { cause });
  }
}

function jsonFiles(folder: string): string[] {
  return readdirSync(new URL(folder, FOLDER))
    .filter((name) => name.endsWith(".json"))
    .toSorted();
}
