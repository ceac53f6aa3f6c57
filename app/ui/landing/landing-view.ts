import type { LandingCheck, LandingFailure, LandingHop } from "../../attribution/landing-page.server.ts";
import { hasPlaceholder } from "../../attribution/click-id.ts";
import type { LandingAnswer } from "../../shops/landing-checks.server.ts";
import type { StatusTone } from "../delivery/status.ts";
import { counted } from "../formats.ts";

/** One address on the way, in words. */
export interface LandingHopView {
  /** As text, never a link: somebody else's server chose it. */
  url: string;
  /** What the server answered. */
  answer: string;
  badge: { label: string; tone: StatusTone };
}

/** What came of a check, in words. */
export interface LandingView {
  tone: "success" | "warning" | "critical";
  title: string;
  advice: string;
  hops: LandingHopView[];
  /** What is wrong with the address itself, however the way went. */
  warning?: { title: string; advice: string };
}

/** The answer of the page's action: a result, or what to correct in the field. */
export type LandingPageAnswer = { kind: "result"; view: LandingView } | { kind: "invalid"; error: string };

const MAX_LENGTH = 2048;

/** Reads what was pasted. An address without `https://` gets it. */
export function readDestination(pasted: unknown): { ok: true; url: string } | { ok: false; error: string } {
  const text = typeof pasted === "string" ? pasted.trim() : "";
  if (text === "") return { ok: false, error: "Paste the destination URL of your ad." };
  if (text.length > MAX_LENGTH) return { ok: false, error: "This is longer than an address can be." };
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (/\s/.test(text) || !URL.canParse(url))
    return {
      ok: false,
      error: "This is not a web address. It looks like https://your-shop.com/products/shirt.",
    };
  return { ok: true, url };
}

const FAILURES: Readonly<Record<LandingFailure, { title: string; advice: string }>> = {
  not_a_web_address: {
    title: "This does not lead to a web page",
    advice:
      "Only http and https addresses without a user name can be followed. Check the ad's destination URL.",
  },
  address_not_public: {
    title: "This address is not on the public internet",
    advice: "Shoppers cannot reach it either. Use the address your ad really opens.",
  },
  not_found_in_dns: {
    title: "There is no site with this name",
    advice: "Check the spelling of the address, and that its domain has not expired.",
  },
  too_many_redirects: {
    title: "It redirects more than ten times",
    advice: "Shoppers' browsers may give up too. Point the ad at the last page directly.",
  },
  too_slow: {
    title: "It took longer than five seconds",
    advice:
      "Shoppers leave when a page is this slow. Try again; if it stays slow, point the ad at the last page directly.",
  },
  connection_failed: {
    title: "The site did not answer",
    advice: "Try again in a minute. If it stays so, open the address in a browser of your own.",
  },
};

const PLACEHOLDER = {
  title: "The address has TikTok's placeholder",
  advice:
    "Where it says ttclid there is a placeholder such as __CLICKID__. If a shopper arrives like this, no click is kept, so take ttclid out of the ad's URL in TikTok Ads Manager: TikTok adds it to every click by itself. The check below was made with a click id in its place.",
};

/** A check in words: what happened to the click id, and what to do. */
export function landingView(answer: LandingAnswer): LandingView {
  switch (answer.kind) {
    case "busy":
      return {
        tone: "warning",
        title: "Too many checks",
        advice: `A shop may run ten checks a minute. Try again in ${counted(Math.ceil(answer.retryAfterMs / 1000), "second")}.`,
        hops: [],
      };
    case "checked":
      return {
        ...verdictWords(answer.check),
        hops: hopViews(answer.check),
        ...(answer.placeholder ? { warning: PLACEHOLDER } : {}),
      };
  }
}

function verdictWords(check: LandingCheck): Omit<LandingView, "hops"> {
  switch (check.verdict) {
    case "kept":
      return {
        tone: "success",
        title: "The click id arrives",
        advice: `${stepsText(check.hops)} Redirects that a page makes with a script are not seen by this check; a click test shows those.`,
      };
    case "dropped":
      return { tone: "critical", ...droppedWords(check.droppedAt + 1, check.hops[check.droppedAt + 1]) };
    case "page_error":
      return {
        tone: "critical",
        title: "The landing page answers with an error",
        advice: "The click id arrives, but shoppers may not see a page. Check the ad's destination URL.",
      };
    case "failed":
      return { tone: "critical", ...FAILURES[check.failure] };
  }
}

function droppedWords(number: number, next: LandingHop | undefined) {
  if (hasPlaceholder(next?.url))
    return {
      title: `Address ${number} puts TikTok's placeholder in the click id's place`,
      advice:
        "It redirects to an address with a placeholder such as __CLICKID__ as ttclid, which nobody fills in after the click. Take ttclid out of the redirect's target and let it pass the query on.",
    };
  return {
    title: `Address ${number} drops the click id`,
    advice:
      "It redirects without passing ttclid on. Point the ad at the last address below, or change the redirect so that it keeps the query.",
  };
}

function stepsText(hops: readonly LandingHop[]): string {
  const redirects = hops.length - 1;
  if (redirects <= 0) return "The ad leads straight to the landing page.";
  return `The ad leads to the landing page over ${counted(redirects, "redirect")}, and each passes it on.`;
}

function hopViews({ hops }: LandingCheck): LandingHopView[] {
  return hops.map((hop, index) => ({
    url: hop.url,
    answer: answerWords(hop, index < hops.length - 1),
    badge: hop.carriesClickId
      ? { label: "With click id", tone: "success" }
      : { label: "Without click id", tone: "critical" },
  }));
}

function answerWords({ status }: LandingHop, redirects: boolean): string {
  if (redirects || (status >= 300 && status < 400)) return `Redirects (${status})`;
  return status >= 400 ? `Answers with an error (${status})` : `Answers with a page (${status})`;
}
