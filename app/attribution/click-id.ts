/** TikTok's `ttclid`, verbatim. Only `parseClickId` makes one. */
export type ClickId = string & { readonly __clickId: true };

/** Why a value is not a click id. */
export type ClickIdRefusal = "empty" | "too_long" | "control_characters" | "macro";

export type ClickIdResult = { ok: true; clickId: ClickId } | { ok: false; refusal: ClickIdRefusal };

/** TikTok documents no length. This bounds what is stored; docs/attributes.md states it. */
export const CLICK_ID_MAX_LENGTH = 1024;

/** A click id of this form is the merchant's own click test: carried like any other, and never sent to TikTok. */
export const TEST_CLICK_PREFIX = "throughline-test-";

// An ad whose macro was not filled in lands with the placeholder itself: __CLICKID__, _CLICKID_, {{clickid}}; or with another one's, such as __CAMPAIGN_ID__.
const MACRO = /^(_+CLICKID|__[A-Z][A-Z0-9_]*__$|\{.*\}$|%7B.*%7D$)/i;

// The id is opaque, but control characters (C0, DEL, C1) and line separators belong to nobody's id.
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Accepts a click id as TikTok made it: never trimmed, lower-cased or checked by prefix, because it is opaque and case-sensitive. */
export function parseClickId(value: string | undefined): ClickIdResult {
  if (value === undefined || value.trim() === "") return { ok: false, refusal: "empty" };
  if (value.length > CLICK_ID_MAX_LENGTH) return { ok: false, refusal: "too_long" };
  if (CONTROL.test(value)) return { ok: false, refusal: "control_characters" };
  if (MACRO.test(value)) return { ok: false, refusal: "macro" };
  return { ok: true, clickId: value as ClickId };
}

/** The first value in the query of a URL or of a path that is a click id: TikTok's own stands behind a placeholder that the ad's address already had. */
export function clickIdInUrl(url = ""): ClickId | undefined {
  const first = IN_QUERY.exec(url)?.[1];
  if (first === undefined) return undefined;
  const parsed = parseWritten(first);
  if (parsed.ok) return parsed.clickId;
  return clickIdsInUrl(url).find((read) => read.ok)?.clickId;
}

/** Whether a URL or a path has a placeholder where the click id belongs. The browser keeps no click of such a page, not even when TikTok's own follows. */
export function hasPlaceholder(url = ""): boolean {
  if (!LIKE_A_PLACEHOLDER.test(url)) return false;
  return clickIdsInUrl(url).some((read) => !read.ok && read.refusal === "macro");
}

const IN_QUERY = /[?&]ttclid=([^&#]*)/;

// Asked of every order; nearly none has one.
const LIKE_A_PLACEHOLDER = /[?&]ttclid=[_{%]/;

/**
 * What the query's `ttclid` say, each decoded once. Not URLSearchParams: that turns a plus sign into a space, and ad templates sometimes make a second
 * question mark.
 */
function clickIdsInUrl(url: string): ClickIdResult[] {
  return [...url.matchAll(new RegExp(IN_QUERY, "g"))].map(([, written = ""]) => parseWritten(written));
}

function parseWritten(written: string): ClickIdResult {
  return parseClickId(decodeOnce(written));
}

function decodeOnce(written: string): string | undefined {
  // Nearly no click id is encoded, and looking is cheaper than decoding.
  if (!written.includes("%")) return written;
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}
