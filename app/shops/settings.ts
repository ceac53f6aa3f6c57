import { z } from "zod";
import { CURRENCY_CHOICES, VALUE_BASES } from "../orders/value.ts";
import { CONTENT_ID_KINDS, templateProblem, templateProblemWords } from "../tiktok/content-id.ts";
import { EVENT_NAMES } from "../tiktok/event.ts";
import { LDU_POLICIES } from "../tiktok/limited-data-use.ts";
import { migrateForward, SETTINGS_VERSION } from "./settings-versions.ts";

/** An object without fields that nobody reads. */
const strict = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: ({ code }) =>
      code === "unrecognized_keys" ? "There is no such setting." : "Use an object: { … }.",
  });

const choice = <const Value extends string>(values: readonly Value[]) =>
  z.enum(values, { error: `Use ${values.map((value) => `"${value}"`).join(" or ")}.` });

/** How long an order may wait for the browser. */
export const HINT_WAIT_SECONDS = { min: 0, max: 60 } as const;

const seconds = ({ min, max }: { min: number; max: number }) => {
  const error = `Use whole seconds, from ${min} to ${max}.`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const flag = (initially: boolean) => z.boolean({ error: "Use true or false." }).default(initially);

const text = z.string({ error: "Use text." }).trim();

const list = <Entry extends z.core.$ZodType>(entry: Entry, max: number) =>
  z
    .array(entry, { error: "Use a list: [ … ]." })
    .max(max, { error: `Use no more than ${max} entries.` })
    .default([]);

const words = (max: number) =>
  list(text.min(1, { error: "An entry is empty." }).max(255, { error: "Use 255 characters at most." }), max);

const codes = (pattern: RegExp, error: string) => list(text.toUpperCase().regex(pattern, { error }), 300);

/** Which orders one pixel gets. An empty list asks for nothing; all that is asked for must hold. */
const pixelRuleSchema = strict({
  pixel: text.regex(/^[A-Za-z0-9]{4,64}$/, { error: "Use a pixel code: letters and digits only." }),
  /** The buyer's country, ISO 3166-1 alpha-2. A Shopify market is a set of countries. */
  countries: codes(/^[A-Z]{2}$/, "Use country codes of two letters, like US."),
  /** The currency the buyer paid in, ISO 4217. */
  currencies: codes(/^[A-Z]{3}$/, "Use currency codes of three letters, like EUR."),
  /** Shopify's `source_name`: `web`, `pos`, an app's id, … */
  channels: words(100),
});

/**
 * What a merchant decides about sending: one versioned document per shop. Every field has a default, so that an empty document is a complete
 * one; unknown fields are refused, so that a misspelt one is not silently without effect.
 */
export const settingsSchema = strict({
  version: z
    .literal(SETTINGS_VERSION, { error: `This app reads settings up to version ${SETTINGS_VERSION}.` })
    .default(SETTINGS_VERSION),
  consent: strict({
    /** `regional`: Shopify's verdict, else the buyer's country. `strict`: without a recorded consent nothing is sent. */
    policy: choice(["regional", "strict"]).default("regional"),
    /** When TikTok is asked to process the data in a limited way: in US states whose law gives a right to opt out, without a recorded consent. */
    limitedDataUse: choice(LDU_POLICIES).default("us_states"),
  }).prefault({}),
  attribution: strict({
    /** A click older than this many days is not believed. TikTok's click windows: 1, 7, 14 or 28. */
    windowDays: z.literal([1, 7, 14, 28], { error: "Use 1, 7, 14 or 28 days." }).default(28),
    /** Seconds an order without a click id waits for the browser's hint. TikTok merges copies for 5 minutes. */
    hintWaitSeconds: seconds(HINT_WAIT_SECONDS).default(4),
  }).prefault({}),
  event: strict({
    /** Must equal the name the browser pixel uses, letter by letter. */
    name: choice(EVENT_NAMES).default("Purchase"),
    /** `created`: as soon as the order is placed. `paid`: when it is fully paid. */
    trigger: choice(["created", "paid"]).default("created"),
    value: choice(VALUE_BASES).default("total"),
    currency: choice(CURRENCY_CHOICES).default("shop"),
    contentId: choice(CONTENT_ID_KINDS).default("variant"),
    contentIdTemplate: text
      .max(200, { error: "Use 200 characters at most." })
      .superRefine((template, context) => {
        const problem = templateProblem(template);
        if (problem === undefined) return;
        context.addIssue({ code: "custom", message: templateProblemWords(problem), params: problem });
      })
      .default("shopify_{country}_{product_id}_{variant_id}"),
  }).prefault({}),
  orders: strict({
    /** Sales channels that are sent although no TikTok click is known. With a click every channel is. */
    channels: strict({
      pos: flag(false),
      draft: flag(false),
      renewal: flag(false),
      otherApps: flag(false),
    }).prefault({}),
    /** Orders with one of these are not sent. Compared without regard to case. */
    skipOrderTags: words(100),
    skipCustomerTags: words(100),
    skipGateways: words(100),
    customers: choice(["all", "new", "returning"]).default("all"),
    /** Send only orders with a click id. TikTok also matches by e-mail, phone and the rest, so most merchants leave this off. */
    requireClickId: flag(false),
  }).prefault({}),
  /** A pixel without a rule gets every order. */
  pixelRules: z
    .array(pixelRuleSchema, { error: "Use a list of rules: [ … ]." })
    .max(50, { error: "Use no more than 50 rules." })
    .refine((rules) => new Set(rules.map(({ pixel }) => pixel)).size === rules.length, {
      message: "There are two rules for one pixel.",
    })
    .default([]),
});

export type Settings = z.output<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** A stored settings document that this version of the app cannot read, for example one written by a newer version. */
export class UnreadableSettings extends Error {
  constructor(cause: unknown) {
    super("the shop's settings document cannot be read", { cause });
    this.name = "UnreadableSettings";
  }
}

/**
 * Reads a stored document, older versions included; none at all means the defaults. Throws `UnreadableSettings`: to send on under other
 * settings than the merchant's would be worse than to wait.
 */
export function readSettings(document: string | null | undefined): Settings {
  if (document == null) return DEFAULT_SETTINGS;
  try {
    return settingsSchema.parse(migrateForward(JSON.parse(document)));
  } catch (error) {
    throw new UnreadableSettings(error);
  }
}
