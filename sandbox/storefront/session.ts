import type { BuyersBrowser } from "../orders/draft.ts";
import { withCookie } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Visit } from "./visit.ts";

/**
 * A public address for every sandbox buyer: the real peer is this machine, whose loopback address TikTok would refuse
 * as a match key. It stands in an Internet provider's range and is nobody's in particular.
 */
export const BUYER_IP = "24.48.0.1";

const TWO_WEEKS = 14 * 86_400;

/**
 * Remembers the session's first page and where it came from. Shopify keeps them in cookies of these names; whether it
 * waits for consent is not established. The sandbox does not wait: the harder case for the app.
 */
export function rememberLanding(visit: Visit, answer: Answer): Answer {
  if (visit.cookies.has("_landing_page")) return answer;
  const landing = visit.url.pathname + visit.url.search;
  const remembered = withCookie(answer, {
    name: "_landing_page",
    value: landing,
    maxAge: TWO_WEEKS,
    httpOnly: true,
  });
  const referrer = visit.headers.referer;
  if (referrer === undefined || URL.parse(referrer)?.host === visit.url.host) return remembered;
  return withCookie(remembered, {
    name: "_orig_referrer",
    value: referrer,
    maxAge: TWO_WEEKS,
    httpOnly: true,
  });
}

/** What Shopify would note of the browser that pays. */
export function buyersBrowser(visit: Visit): BuyersBrowser {
  return {
    userAgent: visit.headers["user-agent"],
    acceptLanguage: visit.headers["accept-language"],
    ip: BUYER_IP,
    landingSite: visit.cookies.get("_landing_page"),
    referringSite: visit.cookies.get("_orig_referrer"),
  };
}
