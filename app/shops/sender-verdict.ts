import { z } from "zod";
import { SENDER_KINDS, type PageSender } from "./page-senders.ts";

/** What the merchant says of TikTok's own app and of other scripts, which no scan can see. */
export const SENDER_ANSWERS = [
  "no_app",
  "sharing_off",
  "other_pixel",
  "same_id",
  "same_pixel",
  "unsure",
] as const;
export type SenderAnswer = (typeof SENDER_ANSWERS)[number];

/** Why a page could not be read. */
const PAGE_STATES = ["read", "password", "not_found", "not_reached"] as const;
export type PageState = (typeof PAGE_STATES)[number];

/** The pages that are read. */
export const SCANNED_PAGES = ["home", "product", "cart"] as const;
export type ScannedPage = (typeof SCANNED_PAGES)[number];

/** What is kept of a scan in `sender_check.findings`. */
export const findingsSchema = z.object({
  pages: z.array(z.object({ page: z.enum(SCANNED_PAGES), state: z.enum(PAGE_STATES) })),
  senders: z.array(
    z
      .object({ kind: z.enum(SENDER_KINDS), code: z.string().optional() })
      .transform(({ kind, code }): PageSender => ({ kind, ...(code === undefined ? {} : { code }) })),
  ),
  customPixels: z.array(z.string()),
});

export type Findings = z.output<typeof findingsSchema>;

/** What is known of other senders in a shop. Times are milliseconds since the epoch. */
export interface SenderCheck {
  checkedAt: number | undefined;
  findings: Findings | undefined;
  answer: SenderAnswer | undefined;
  answeredAt: number | undefined;
}

/** Nothing. */
export const NO_CHECK: SenderCheck = {
  ...{ checkedAt: undefined, findings: undefined, answer: undefined, answeredAt: undefined },
};

/**
 * Whether something else reports purchases to one of our pixels.
 * - double: TikTok's own app does; its event ids are its own, so that every order counts twice
 * - possible: a script names our pixel, or TikTok's script was found without the pixel's name
 * - open: the storefront was not looked at, or the merchant has not been asked yet, or does not know
 * - clear: nothing does, as far as pages and the merchant say
 */
export type SenderVerdict = "double" | "possible" | "open" | "clear";

/** The verdict for the codes of the shop's connected pixels. What a page shows is believed over what the merchant says. */
export function senderVerdict(
  { findings, answer }: Pick<SenderCheck, "findings" | "answer">,
  connected: readonly string[],
): SenderVerdict {
  const senders = findings?.senders ?? [];
  const toOurs = senders.filter(({ code }) => code !== undefined && connected.includes(code));
  const unnamed = senders.filter(({ code }) => code === undefined);
  if (answer === "same_pixel" || toOurs.some(({ kind }) => kind === "tiktok_app")) return "double";
  if (toOurs.length + unnamed.length > 0 && answer !== "same_id") return "possible";
  // Half of it would be the merchant's word alone.
  if (findings === undefined) return "open";
  switch (answer) {
    case "no_app":
    case "sharing_off":
    case "other_pixel":
    case "same_id":
      return "clear";
    case "unsure":
    case undefined:
      // TikTok's app sends its server's events to the pixel that its web pixel has.
      return senders.some(({ kind, code }) => kind === "tiktok_app" && code !== undefined) ? "clear" : "open";
  }
}

/** Whether the storefront was looked at: a page was read, or the shop's password said that nobody else can read one either. */
export function isLookedAt(findings: Findings | undefined): boolean {
  return findings?.pages.some(({ state }) => state === "read" || state === "password") === true;
}
