/** TikTok's `ttclid`, verbatim. Only `parseClickId` makes one. */
export type ClickId = string & { readonly __clickId: true };

/** Why a value is not a click id. */
export type ClickIdRefusal = "empty" | "too_long" | "control_characters" | "macro";

export type ClickIdResult = { ok: true; clickId: ClickId } | { ok: false; refusal: ClickIdRefusal };

/** TikTok documents no length. This bounds what is stored; docs/attributes.md states it. */
export const CLICK_ID_MAX_LENGTH = 1024;

/** A click id of this form is the merchant's own click test: carried like any other, and never sent to TikTok. */
export const TEST_CLICK_PREFIX = "throughline-test-";

// An ad whose macro was not filled in lands with the placeholder itself: __CLICKID__, _CLICKID_, {{clickid}}.
const MACRO = /^(_+CLICKID_+|\{.*\}|%7B.*%7D)$/i;

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

/**
 * The click id in the query of a URL or of a path, decoded once. Not URLSearchParams: that turns a plus sign into a space, and ad templates
 * sometimes make a second question mark.
 */
export function clickIdInUrl(url: string | undefined): ClickId | undefined {
  const written = /[?&]ttclid=([^&#]*)/.exec(url ?? "")?.[1];
  const parsed = parseClickId(written === undefined ? undefined : decodeOnce(written));
  return parsed.ok ? parsed.clickId : undefined;
}

function decodeOnce(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}
