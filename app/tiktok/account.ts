import { z } from "zod";
import type { Answer } from "../delivery/outcome.ts";
import { kindOf } from "./verdict.ts";

/** An ad account. TikTok's ids are strings of digits too long for a number. */
export interface Advertiser {
  id: string;
  name: string;
}

/** A pixel of an ad account. */
export interface AccountPixel {
  code: string;
  name: string;
  /** It was shared with the ad account and is not any more: TikTok does not count for it what is sent. */
  released: boolean;
}

/** Why the way through TikTok's consent page came to nothing. */
export const ACCOUNT_PROBLEMS = [
  /** The person did not allow it. */
  "denied",
  /** TikTok's code was used, is an hour old, or was never one. */
  "code_refused",
  /** The app's id and secret, or the app itself, are not in order. */
  "app_refused",
  /** No ad account was allowed. */
  "no_advertiser",
  /** The token may not read this ad account's pixels. */
  "no_permission",
  "token_refused",
  /** No answer, or none but "later". */
  "unavailable",
  /** An answer that nobody documented. */
  "unclear",
] as const;

export type AccountProblem = (typeof ACCOUNT_PROBLEMS)[number];

/** What came of asking TikTok. */
export type Asked<T> =
  { kind: "answered"; value: T } | { kind: "failed"; problem: AccountProblem; answer: Answer };

/**
 * What a code other than 0 means here. 40110 (code used or too old) and 40101 (id and secret do not belong together) are recorded by integrators; TikTok's list could
 * not be read. The others as for events (docs: app/tiktok/verdict.ts).
 */
export function problemOf(code: number, step: "exchange" | "reading"): AccountProblem {
  if (code === 40110) return "code_refused";
  if (code === 40101) return "app_refused";
  if (code === 40001 || code === 40300 || code === 40301) return "no_permission";
  switch (kindOf(code)) {
    case "unauthorised":
      return "token_refused";
    case "operator":
      return "app_refused";
    case "retry":
    case "throttled":
      return "unavailable";
    case "refused":
      // Guess: a code that is no code is a bad field. Nothing else that is sent then comes from outside.
      return step === "exchange" ? "code_refused" : "unclear";
    case "delivered":
    case "unclear":
      return "unclear";
  }
}

/** What TikTok's redirect brings back. `code` is absent when the person did not allow it: which words TikTok says that in is not documented. */
export function returnedWith(query: URLSearchParams): { state: string; code: string | undefined } {
  const code = query.get("auth_code");
  const usable = code !== null && /^[\x21-\x7e]{1,2048}$/.test(code) && !query.has("error");
  return { state: query.get("state") ?? "", code: usable ? code : undefined };
}

const id = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^\w{1,64}$/));

/** `data` of `/oauth2/access_token/`. Its `advertiser_ids` are asked for again, with their names. */
export const tokenData = z.object({ access_token: z.string().regex(/^[\x21-\x7e]{8,2048}$/) });

/** `data` of `/oauth2/advertiser/get/`. */
export const advertiserData = z.object({
  list: z
    .array(z.object({ advertiser_id: id, advertiser_name: z.string().optional().catch(undefined) }))
    .transform((rows) =>
      rows.map((row): Advertiser => ({
        id: row.advertiser_id,
        name: row.advertiser_name?.slice(0, 200) ?? row.advertiser_id,
      })),
    ),
});

/** `data` of `/pixel/list/`: only what is shown is read. */
export const pixelData = z.object({
  pixels: z
    .array(
      z.object({
        pixel_code: z.string().regex(/^[A-Za-z0-9]{4,64}$/),
        pixel_name: z.string().optional().catch(undefined),
        asset_ownership: z.object({ asset_relation_status: z.string() }).optional().catch(undefined),
      }),
    )
    .transform((rows) =>
      rows.map((row): AccountPixel => ({
        code: row.pixel_code,
        name: row.pixel_name?.slice(0, 200) ?? row.pixel_code,
        released: row.asset_ownership?.asset_relation_status === "UNBOUND",
      })),
    ),
  page_info: z.object({ total_page: z.int() }).optional().catch(undefined),
});
