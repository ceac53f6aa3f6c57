/** Shopify's session tokens (ID tokens): JWTs signed HS256 with the app's secret, alive for one minute. */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** The claims of a session token; times in unix seconds. */
export interface SessionTokenClaims {
  iss: string;
  dest: string;
  aud: string;
  sub: string;
  exp: number;
  nbf: number;
  iat: number;
  jti: string;
  sid: string;
}

/** Who a session token is for. */
export interface SessionTokenAudience {
  shopDomain: string;
  apiKey: string;
  apiSecret: string;
  /** The numeric id of the staff member who has the admin open. */
  userId: string;
}

const LIFETIME_SECONDS = 60;
/** Clocks of browsers, Shopify and apps differ a little; shopify-api 15 allows the same ten seconds. */
const CLOCK_TOLERANCE_SECONDS = 10;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const signatureOf = (signed: string, secret: string): Buffer =>
  createHmac("sha256", secret).update(signed).digest();

/** Signs a session token at `nowMs`; `overrides` make a wrong one for tests. */
export function signSessionToken(
  audience: SessionTokenAudience,
  nowMs: number,
  overrides: Partial<SessionTokenClaims> = {},
): string {
  const now = Math.floor(nowMs / 1000);
  const claims: SessionTokenClaims = {
    iss: `https://${audience.shopDomain}/admin`,
    dest: `https://${audience.shopDomain}`,
    aud: audience.apiKey,
    sub: audience.userId,
    exp: now + LIFETIME_SECONDS,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: randomUUID(),
    ...overrides,
  };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${signatureOf(signed, audience.apiSecret).toString("base64url")}`;
}

/** Why a session token is refused, or that it is good. */
export type SessionTokenVerdict =
  { valid: true; claims: SessionTokenClaims } | { valid: false; reason: string };

const refused = (reason: string): SessionTokenVerdict => ({ valid: false, reason });

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function signatureHolds(signed: string, signature: string, secret: string): boolean {
  const expected = signatureOf(signed, secret);
  const given = Buffer.from(signature, "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Checks signature, algorithm, audience, shop and times, as the token endpoint does before it exchanges one. */
export function verifySessionToken(
  token: string,
  audience: SessionTokenAudience,
  nowMs: number,
): SessionTokenVerdict {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  if (rest.length > 0 || decode(header)?.["alg"] !== "HS256") return refused("not an HS256 JWT");
  if (!signatureHolds(`${header}.${payload}`, signature, audience.apiSecret))
    return refused("wrong signature");
  const claims = decode(payload) as SessionTokenClaims | undefined;
  if (claims === undefined) return refused("unreadable claims");
  const now = nowMs / 1000;
  if (claims.aud !== audience.apiKey) return refused("made for another app");
  if (claims.dest !== `https://${audience.shopDomain}`) return refused("made for another shop");
  if (!(claims.exp > now - CLOCK_TOLERANCE_SECONDS)) return refused("expired");
  if (!(claims.nbf <= now + CLOCK_TOLERANCE_SECONDS)) return refused("not valid yet");
  return { valid: true, claims };
}
