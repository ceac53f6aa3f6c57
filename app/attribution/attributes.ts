import { webAddress } from "../platform/web-address.ts";
import { parseClickId, type ClickId, type ClickIdRefusal } from "./click-id.ts";

/** Cart attribute names: the contract with extensions/click-capture, described in docs/attributes.md. */
export const ATTRIBUTE = {
  clickId: "ttclid",
  ttp: "_ttp",
  landingPage: "_tt_page",
  utm: "_tt_utm",
  consent: "_tt_consent",
  capturedAt: "_tt_time",
} as const;

/** The hidden line-item property that carries the click id through Buy it now (docs/attributes.md). */
export const LINE_ITEM_PROPERTY = "_ttclid";

/** What the storefront script's attributes say about an order, after checking. Absent is absent. */
export interface CapturedClick {
  clickId?: ClickId;
  /** Why a `ttclid` attribute was there and not used. */
  refusal?: ClickIdRefusal;
  /** TikTok's own first-party cookie, verbatim. */
  ttp?: string;
  /** Landing page, origin and path. */
  landingPage?: string;
  /** UTM parameters of the landing page, by name. */
  utm?: Record<string, string>;
  /** What the shopper had allowed when the click was captured. */
  consent?: "granted" | "refused";
  /** When the click was captured, milliseconds since the epoch. */
  capturedAt?: number;
}

const VALUE_MAX_LENGTH = 2048;

/** Reads the attributes an order carries. Values that break the contract are left out, and never cost the order its event. */
export function readCapturedClick(attributes: ReadonlyMap<string, string>): CapturedClick {
  const text = (name: string) => plainText(attributes.get(name));
  const click: CapturedClick = {};
  const parsed = parseClickId(attributes.get(ATTRIBUTE.clickId));
  if (parsed.ok) click.clickId = parsed.clickId;
  else if (parsed.refusal !== "empty") click.refusal = parsed.refusal;

  const ttp = text(ATTRIBUTE.ttp);
  if (ttp !== undefined && !/\s/.test(ttp)) click.ttp = ttp;
  const landingPage = publicPage(text(ATTRIBUTE.landingPage));
  if (landingPage !== undefined) click.landingPage = landingPage;
  const utm = utmParameters(text(ATTRIBUTE.utm));
  if (utm !== undefined) click.utm = utm;
  const consent = text(ATTRIBUTE.consent);
  if (consent === "granted" || consent === "refused") click.consent = consent;
  const capturedAt = unixSeconds(text(ATTRIBUTE.capturedAt));
  if (capturedAt !== undefined) click.capturedAt = capturedAt;
  return click;
}

function plainText(value: string | undefined): string | undefined {
  if (value === undefined || value === "" || value.length > VALUE_MAX_LENGTH) return undefined;
  return /\p{Cc}/u.test(value) ? undefined : value;
}

/** Pages of one shopper: a path like these holds a token or names an account. A locale folder or a shop id may stand before them. */
const PRIVATE_PATH =
  /^(?:\/(?:[a-z]{2}(?:-[a-z]{2,4})?|\d+))?\/(?:checkouts?|orders|account|customer_authentication|wallets|cart\/c)(?:\/|$)/i;

/** Origin and path of an http(s) URL, without what may be a secret: the query, user and password, and the path of a page that belongs to one shopper. */
export function publicPage(value: string | undefined): string | undefined {
  const address = value === undefined ? undefined : webAddress(value);
  if (address === undefined) return undefined;
  return address.origin + (PRIVATE_PATH.test(address.path) ? "/" : address.path);
}

function utmParameters(value: string | undefined): Record<string, string> | undefined {
  if (value === undefined) return undefined;
  const pairs = [...new URLSearchParams(value)].filter(([name]) => /^utm_\w+$/.test(name));
  return pairs.length > 0 ? Object.fromEntries(pairs) : undefined;
}

function unixSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{9,11}$/.test(value) ? Number(value) * 1000 : undefined;
}
