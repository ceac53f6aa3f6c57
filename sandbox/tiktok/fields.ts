/**
 * The shape of each field that needs more than a type. Where no source says how strict TikTok is, the check here is
 * marked as a guess: it refuses what no careful sender would send.
 */
import { hash } from "node:crypto";
import { BlockList, isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

const HASH_OF_NOTHING = hash("sha256", "");
const TIKTOK_CLICK_ID_LIMIT = 1024;

/** Marks an issue as "sent unhashed", which has a code of its own. */
export const NOT_HASHED = { refusal: "not-hashed" } as const;

/** A string with something in it and no control characters. Refusing the empty string is a guess. */
export const text = z
  .string()
  .min(1)
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  .regex(/^[^\u0000-\u001f\u007f]*$/u, "must not contain control characters");

/** SHA-256 in lower-case hex. That the hash of the empty string is refused is a guess. */
export const hashed = z
  .string()
  .min(1)
  .refine((value) => /^[0-9a-f]{64}$/.test(value), { message: "not a SHA-256 hash", params: NOT_HASHED })
  .refine((value) => value !== HASH_OF_NOTHING, "the hash of an empty string");

/** `ttclid`: opaque, at most 1,024 characters (a guess: no length is documented), and not a macro nobody replaced. */
export const clickId = text
  .max(TIKTOK_CLICK_ID_LIMIT)
  .refine((value) => !/^(_{1,2}[A-Z]+(_[A-Z]+)*_{1,2}|\{.*\})$/.test(value), "an unexpanded macro");

/** `_ttp`'s value; that it has no spaces is a guess. */
export const browserId = text.regex(/^\S+$/, "must not contain spaces");

/** A lower-case place name without spaces; letters of every script. */
export const city = text
  .regex(/^\S+$/, "must not contain spaces")
  .refine((value) => value === value.toLowerCase(), "must be lower case");

/** A lower-case region code such as `ca`; at most eight characters and one hyphen is a guess. */
export const state = text
  .max(8)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)?$/, "must be a lower-case region code such as ca");

/** A lower-case ISO 3166-1 alpha-2 code. */
export const country = text
  .regex(/^[a-z]{2}$/, { error: "must be a lower-case ISO 3166-1 alpha-2 code", abort: true })
  .refine(isCountry, "not an ISO 3166-1 country");

/** A BCP 47 language tag. */
export const locale = text.refine(isLanguageTag, "not a BCP 47 language tag");

/** An upper-case ISO 4217 code. The list is the runtime's, which also knows currencies no longer in use. */
export const currency = text
  .regex(/^[A-Z]{3}$/, "must be an upper-case ISO 4217 code")
  .refine((value) => CURRENCIES.has(value), "not an ISO 4217 currency");

/** An address of the public internet. That TikTok refuses the others, rather than ignore them, is a guess. */
export const publicAddress = text.refine(isPublicAddress, "not a public IP address");

/** An absolute http or https URL. */
export const absoluteUrl = text.refine(isAbsoluteUrl, "not an absolute URL");

const CURRENCIES = new Set(Intl.supportedValuesOf("currency"));
const REGION_NAMES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
// Regions that are names for something other than a country: unions, test regions, "unknown".
const NOT_COUNTRIES = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"]);

function isCountry(value: string): boolean {
  const code = value.toUpperCase();
  // Aliases such as UK have a name too, but canonicalise to another code.
  if (new Intl.Locale(`und-${code}`).region !== code || NOT_COUNTRIES.has(code)) return false;
  return REGION_NAMES.of(code) !== undefined;
}

function isLanguageTag(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

function isAbsoluteUrl(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

// The special-purpose registries of IANA (RFC 6890 and successors): private, shared, documentation, multicast, reserved.
const RESERVED_V4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
];
const RESERVED_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];
const GLOBAL_V6 = ["2000::/3"];

const reservedV4 = subnets(RESERVED_V4, "ipv4");
const reservedV6 = subnets(RESERVED_V6, "ipv6");
const globalV6 = subnets(GLOBAL_V6, "ipv6");

function subnets(list: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const blocks = new BlockList();
  for (const subnet of list) {
    const [network = "", bits] = subnet.split("/");
    blocks.addSubnet(network, Number(bits), family);
  }
  return blocks;
}

function isPublicAddress(value: string): boolean {
  if (isIPv4(value)) return !reservedV4.check(value, "ipv4");
  if (!isIPv6(value) || value.includes("%")) return false;
  return globalV6.check(value, "ipv6") && !reservedV6.check(value, "ipv6");
}
