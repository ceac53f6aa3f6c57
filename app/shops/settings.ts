import { z } from "zod";
import { DAY, SECOND } from "../platform/clock.ts";

/**
 * What a merchant decides about sending: one versioned document per shop. Every field has a default, so that an empty document is a complete
 * one; unknown fields are dropped.
 */
export const settingsSchema = z.object({
  version: z.literal(1).default(1),
  consent: z
    .object({
      /** `regional`: Shopify's verdict, else the buyer's country. `strict`: without a recorded consent nothing is sent. */
      policy: z.enum(["regional", "strict"]).default("regional"),
    })
    .prefault({}),
  attribution: z
    .object({
      /** A click older than this many days is not believed. TikTok's click windows: 1, 7, 14 or 28. */
      windowDays: z.union([z.literal(1), z.literal(7), z.literal(14), z.literal(28)]).default(28),
      /** Seconds an order without a click id waits for the browser's hint. TikTok merges copies for 5 minutes. */
      hintWaitSeconds: z.number().int().min(0).max(60).default(4),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** Reads a stored document. One that cannot be read counts as empty: sending goes on under the defaults. */
export function readSettings(document: string | null | undefined): Settings {
  if (document == null) return DEFAULT_SETTINGS;
  try {
    return settingsSchema.safeParse(JSON.parse(document)).data ?? DEFAULT_SETTINGS;
  } catch {
    return DEFAULT_SETTINGS;
  }
}

/** Milliseconds. */
export function windowMs(settings: Settings): number {
  return settings.attribution.windowDays * DAY;
}

/** Milliseconds. */
export function hintWaitMs(settings: Settings): number {
  return settings.attribution.hintWaitSeconds * SECOND;
}
