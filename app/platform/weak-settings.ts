import { weaknessOf, wasTyped } from "./key-strength.ts";

/** A variable that can be read and is not fit to serve shops with: what is wrong, as the rest of a sentence, and what to do. */
export interface WeakSetting {
  variable: "ENCRYPTION_KEY" | "SHOPIFY_API_SECRET" | "SHOPIFY_APP_URL";
  says: string;
  fix: string;
}

/** The variables that are judged, as they were given; one that is missing or malformed is left out. */
export interface JudgedSettings {
  ENCRYPTION_KEY?: string | undefined;
  SHOPIFY_API_KEY?: string | undefined;
  SHOPIFY_API_SECRET?: string | undefined;
  SHOPIFY_APP_URL?: string | undefined;
}

/** What a server that shops rely on may not start with. */
export function weakSettings(given: JudgedSettings): WeakSetting[] {
  const { ENCRYPTION_KEY: keys, SHOPIFY_APP_URL: url } = given;
  return [
    ...(keys === undefined ? [] : judgeKey(keys)),
    ...judgeSecret(given),
    ...(url === undefined || !URL.canParse(url) ? [] : judgeUrl(new URL(url))),
  ];
}

/** The bytes of one key as it is written in ENCRYPTION_KEY; undefined when it is none. */
export function keyBytes(text: string): Buffer | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, "hex") : Buffer.from(text, "base64");
  return bytes.length === 32 ? bytes : undefined;
}

/** What speaks against a key as it is written; undefined when nothing does. */
export function weaknessOfText(text: string): string | undefined {
  const bytes = keyBytes(text);
  if (bytes === undefined) return undefined;
  return weaknessOf(bytes) ?? (wasTyped(text) ? "is a text, not random bytes" : undefined);
}

/** The first key seals everything new. One behind it only opens what is there, and could not be left otherwise. */
function judgeKey(keys: string): WeakSetting[] {
  const says = weaknessOfText((keys.split(",", 1)[0] ?? "").trim());
  const fix =
    "Put a new key in front and keep the old one behind it: ENCRYPTION_KEY=NEW,OLD (make one: openssl rand -base64 32).";
  return says === undefined ? [] : [{ variable: "ENCRYPTION_KEY", says, fix }];
}

/** Shopify's secrets are 32 hexadecimal digits, newer ones behind `shpss_`. */
const SHORTEST_SECRET = 16;
const FEWEST_LETTERS = 6;
/** How a place is worded that somebody meant to fill in later; also what calls itself a secret. */
const PLACE =
  /^(?:[<[{$%]|(?:[a-z]+[-_]secret|your|my|the|change|replace|example|dummy|test|todo|xxx)(?:[-_ ]|$))/i;

function judgeSecret({ SHOPIFY_API_SECRET: secret, SHOPIFY_API_KEY: key }: JudgedSettings): WeakSetting[] {
  const says = secret === undefined ? undefined : weaknessOfSecret(secret, key);
  const fix =
    "Copy the client secret again from the app's settings in Shopify's Dev Dashboard, without quotes.";
  return says === undefined ? [] : [{ variable: "SHOPIFY_API_SECRET", says, fix }];
}

function weaknessOfSecret(secret: string, key: string | undefined): string | undefined {
  if (/\s/.test(secret)) return "has white space in it";
  if (secret === key) return "is the same as SHOPIFY_API_KEY";
  if (PLACE.test(secret)) return "is an example's, not the app's";
  if (secret.length < SHORTEST_SECRET) return "is too short to be one of Shopify's";
  return new Set(secret).size < FEWEST_LETTERS ? "repeats itself: it is no secret" : undefined;
}

function judgeUrl(url: URL): WeakSetting[] {
  const says = weaknessOfUrl(url);
  const fix = "Put the public https address of this server there, as in shopify.app.toml.";
  return says === undefined ? [] : [{ variable: "SHOPIFY_APP_URL", says, fix }];
}

function weaknessOfUrl({ protocol, hostname, username, password }: URL): string | undefined {
  if (protocol !== "https:") return "is not https: Shopify delivers webhooks to https addresses only";
  if (username !== "" || password !== "") return "has a user name or a password in it";
  if (/(^|\.)(example\.(com|org|net)|example|invalid|test)$/.test(hostname))
    return "is the example's address";
  if (/^(localhost$|127\.|10\.|192\.168\.|\[::1\])/.test(hostname))
    return "is an address that Shopify cannot reach";
  return undefined;
}
