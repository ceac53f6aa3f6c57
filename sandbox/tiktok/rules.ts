/** How TikTok behaves when nothing goes wrong: its limits, its windows, and what is not known of it as a choice. */
import { z } from "zod";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MAX_WINDOW = 1000 * HOUR;

const perSecond = z.int().min(1).max(1_000_000).nullable();
const text = z.string().min(1).max(1000);

const shape = z.strictObject({
  /** How long every answer takes, in milliseconds. */
  latencyMs: z.int().min(0).max(600_000),
  /** Requests a second, all pixels together (`null`: no limit), and the code beyond it. */
  requestsPerSecond: perSecond,
  limitCode: z.literal([40100, 40016, 40133, 61000]),
  /** Requests a second for one pixel (`null`: no limit), and the code beyond it and for a pixel that is throttled. */
  pixelRequestsPerSecond: perSecond,
  pixelLimitCode: z.literal([40132, 40133]),
  /** Pixels that are throttled until they are taken off the list. */
  throttledPixels: z.array(text).max(1000),
  /** Later copies of an event within this time of the counted one add their match keys. */
  mergeWindowMs: z.int().min(0).max(MAX_WINDOW),
  /** Later copies within this time are not counted. */
  dropWindowMs: z.int().min(0).max(MAX_WINDOW),
  /** The answer to a request of nothing but copies that are not counted. */
  copiesCode: z.literal([0, 40050]),
  /** Whether a refusal tells the place of the bad event: `data[3].event_id`, or only `event_id`. */
  batchIndex: z.enum(["named", "unnamed"]),
  /** Events that are refused with the field named, good as they look, and their batch with them. */
  refusedEvents: z.array(z.strictObject({ eventId: text, field: text })).max(1000),
});

/** How TikTok behaves when nothing goes wrong. */
export type Rules = z.infer<typeof shape>;

/** Some rules to change; those not named stay. */
export const rulesChange = shape.partial();

/** Some rules to change; those not named stay. */
export type RulesChange = z.infer<typeof rulesChange>;

/**
 * What is documented or most likely: 1,000 requests a second for an app and the two windows are documented; the codes are
 * recorded, but not that these limits give them; all else is a guess.
 */
export const USUAL_RULES: Rules = {
  latencyMs: 0,
  requestsPerSecond: 1000,
  limitCode: 40100,
  pixelRequestsPerSecond: null,
  pixelLimitCode: 40132,
  throttledPixels: [],
  mergeWindowMs: 5 * MINUTE,
  dropWindowMs: 48 * HOUR,
  copiesCode: 0,
  batchIndex: "named",
  refusedEvents: [],
};

/** The rules after a change. Throws when the change or what comes of it makes no sense. */
export function changed(rules: Rules, change: RulesChange): Rules {
  const named = Object.entries(rulesChange.parse(change)).filter(([, value]) => value !== undefined);
  const after = shape.parse({ ...rules, ...Object.fromEntries(named) });
  if (after.mergeWindowMs > after.dropWindowMs)
    throw new RangeError("mergeWindowMs must not be longer than dropWindowMs");
  return after;
}
