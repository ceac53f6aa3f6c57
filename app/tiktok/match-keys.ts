import { hash } from "node:crypto";
import { isPublicAddress } from "../platform/ip-address.ts";
import type { Buyer } from "../orders/buyer.ts";
import { toE164 } from "./phone.ts";
import type { EventUser } from "./event.ts";

/** What TikTok can match a purchase on, apart from the click: hashed where TikTok wants it hashed. */
export type MatchKeys = Omit<EventUser, "ttclid" | "ttp">;

/** What else is known: the device the order was placed on, and the shop. */
export interface Surroundings {
  clientIp: string | undefined;
  userAgent: string | undefined;
  locale: string | undefined;
  /** Where the shop is, ISO 3166-1 alpha-2: where phone numbers are from when no address says. */
  shopCountry: string | undefined;
}

/** Every match key an order has. What is missing, blank or unusable is absent. Rules: docs/event-mapping.md. */
export function matchKeys(buyer: Buyer, device: Surroundings): MatchKeys {
  return present({
    email: firstUsable(buyer.emails, emailKey),
    phone: firstUsable(buyer.phones, ({ number, country }) =>
      phoneKey(number, country ?? device.shopCountry),
    ),
    external_id: externalIdKey(buyer.customerId),
    first_name: nameKey(buyer.firstName),
    last_name: nameKey(buyer.lastName),
    zip_code: postcodeKey(buyer.postcode),
    city: cityKey(buyer.city),
    state: stateKey(buyer.state),
    country: countryKey(buyer.country),
    ip: device.clientIp !== undefined && isPublicAddress(device.clientIp) ? device.clientIp : undefined,
    user_agent: device.userAgent,
    locale: localeKey(device.locale),
  });
}

/** What cannot be a match key counts as missing, and the next one is asked. */
function firstUsable<T>(candidates: readonly T[], key: (one: T) => string | undefined): string | undefined {
  for (const candidate of candidates) {
    const usable = key(candidate);
    if (usable !== undefined) return usable;
  }
  return undefined;
}

/** What people type where a field may not stay empty: nothing but signs, or "n/a". Hashed, it would match strangers. */
function isFiller(value: string): boolean {
  return !/[\p{L}\p{N}]/u.test(value) || /^n\s*\/\s*a$/i.test(value);
}

/** Trimmed, lower case; Gmail's dots and plus tags stay. Something without an @ is nobody's address. Source: TikTok's own code and seven senders. */
export function emailKey(raw: string | undefined): string | undefined {
  return hashed(raw, (value) => {
    const email = value.trim().toLowerCase();
    return /^\S+@\S+$/.test(email) ? email : undefined;
  });
}

/** E.164 with its `+`. `country` (ISO 3166-1) says where a number without a country code is from. Source: TikTok's own code and four senders. */
export function phoneKey(raw: string | undefined, country: string | undefined): string | undefined {
  return hashed(raw, (value) => toE164(value, country));
}

/** Trimmed; case is kept. Source: TikTok's own code. */
export function externalIdKey(raw: string | undefined): string | undefined {
  return hashed(raw, (value) => value.trim());
}

/** One word of Latin letters: to spell it as one, only its case is left to change. */
const LATIN_WORD = /^[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]+$/;

/** Lower case, without punctuation and invisible marks, runs of space as one; letters of every script stay. Source: four senders; that inner spaces stay is a guess. */
export function nameKey(raw: string | undefined): string | undefined {
  return hashed(raw, (value) => (LATIN_WORD.test(value) ? value.toLowerCase() : spelling(value)));
}

function spelling(name: string): string | undefined {
  if (isFiller(name)) return undefined;
  return name
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\p{P}\p{S}\p{Cf}\p{Variation_Selector}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Lower case, without spaces; the dash of a ZIP+4 stays. Nothing but zeros is no postcode. Source: four senders; the dash is a guess. */
export function postcodeKey(raw: string | undefined): string | undefined {
  return hashed(raw, (value) =>
    isFiller(value) || /^0+$/.test(value) ? undefined : value.toLowerCase().replace(/\s+/g, ""),
  );
}

/** Plain: lower case, without spaces; letters such as ü and 東 stay. Source: TikTok's own code and four senders. */
export function cityKey(raw: string | undefined): string | undefined {
  if (raw === undefined || isFiller(raw)) return undefined;
  return nonBlank(
    raw
      .normalize("NFC")
      .toLowerCase()
      .replace(/[\s\p{Cf}]+/gu, ""),
  );
}

/** Plain: lower-case code, `ca` or `jp-13`. A province written out is not a code. Source: TikTok's own code and two senders. */
export function stateKey(raw: string | undefined): string | undefined {
  const code = raw?.trim().toLowerCase() ?? "";
  return code.length <= 8 && /^[a-z0-9]+(-[a-z0-9]+)?$/.test(code) ? code : undefined;
}

/** Plain: lower-case ISO 3166-1 alpha-2, `us`. Source: TikTok's own code and two senders. */
export function countryKey(raw: string | undefined): string | undefined {
  const code = raw?.trim().toLowerCase() ?? "";
  return /^[a-z]{2}$/.test(code) ? code : undefined;
}

/** Language, script and region of a BCP 47 tag are all that Shopify sends. Source: five senders. */
function localeKey(raw: string | undefined): string | undefined {
  return raw !== undefined && /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i.test(raw) ? raw : undefined;
}

/** SHA-256 in lower-case hex of the normalised value. A value that already is such a hash passes through. */
function hashed(
  raw: string | undefined,
  normalise: (value: string) => string | undefined,
): string | undefined {
  if (raw === undefined) return undefined;
  const value = raw.trim();
  if (value.length === 64 && /^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  const normalised = nonBlank(normalise(value));
  return normalised === undefined ? undefined : hash("sha256", normalised, "hex");
}

function nonBlank(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}

/** The object without its undefined members. A loop, because lists of entries made this the dearest line of the mapping. */
function present<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: Record<string, unknown> = {};
  for (const name in fields) if (fields[name] !== undefined) kept[name] = fields[name];
  return kept as { [K in keyof T]?: Exclude<T[K], undefined> };
}
