import type { LandingCheck, LandingHop } from "../../attribution/landing-page.server.ts";
import { hasPlaceholder } from "../../attribution/click-id.ts";
import type { Translate } from "../../locales/translate.ts";
import type { LandingAnswer } from "../../shops/landing-checks.server.ts";
import type { StatusTone } from "../delivery/status.ts";

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

/** Why what was pasted is no address. */
export type DestinationRefusal = "empty" | "too_long" | "no_address";

/** Reads what was pasted. An address without `https://` gets it. */
export function readDestination(
  pasted: unknown,
): { ok: true; url: string } | { ok: false; refusal: DestinationRefusal } {
  const text = typeof pasted === "string" ? pasted.trim() : "";
  if (text === "") return { ok: false, refusal: "empty" };
  if (text.length > MAX_LENGTH) return { ok: false, refusal: "too_long" };
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  return /\s/.test(text) || !URL.canParse(url) ? { ok: false, refusal: "no_address" } : { ok: true, url };
}

/** A check in words: what happened to the click id, and what to do. */
export function landingView(answer: LandingAnswer, t: Translate): LandingView {
  switch (answer.kind) {
    case "busy": {
      const count = Math.ceil(answer.retryAfterMs / 1000);
      const advice = t("landing.busy.advice", { count });
      return { tone: "warning", title: t("landing.busy.title"), advice, hops: [] };
    }
    case "checked": {
      const warning = {
        title: t("landing.placeholder.title"),
        advice: t("landing.placeholder.advice"),
      };
      return {
        ...verdictWords(answer.check, t),
        hops: hopViews(answer.check, t),
        ...(answer.placeholder ? { warning } : {}),
      };
    }
  }
}

function verdictWords(check: LandingCheck, t: Translate): Omit<LandingView, "hops"> {
  switch (check.verdict) {
    case "kept":
      return {
        tone: "success",
        title: t("landing.kept.title"),
        advice: `${stepsText(check.hops, t)} ${t("landing.kept.scripts")}`,
      };
    case "dropped": {
      const how = hasPlaceholder(check.hops[check.droppedAt + 1]?.url) ? "replaced" : "dropped";
      const title = t(`landing.${how}.title`, { number: check.droppedAt + 1 });
      return { tone: "critical", title, advice: t(`landing.${how}.advice`) };
    }
    case "page_error":
      return {
        tone: "critical",
        title: t("landing.page_error.title"),
        advice: t("landing.page_error.advice"),
      };
    case "failed":
      return {
        tone: "critical",
        title: t(`landing.failure.${check.failure}.title`),
        advice: t(`landing.failure.${check.failure}.advice`),
      };
  }
}

function stepsText(hops: readonly LandingHop[], t: Translate): string {
  const count = hops.length - 1;
  return count <= 0 ? t("landing.kept.straight") : t("landing.kept.redirects", { count });
}

function hopViews({ hops }: LandingCheck, t: Translate): LandingHopView[] {
  return hops.map((hop, index) => ({
    url: hop.url,
    answer: t(`landing.hop.${answerOf(hop, index < hops.length - 1)}`, { status: hop.status }),
    badge: hop.carriesClickId
      ? { label: t("landing.hop.with"), tone: "success" }
      : { label: t("landing.hop.without"), tone: "critical" },
  }));
}

function answerOf({ status }: LandingHop, redirects: boolean): "redirects" | "error" | "page" {
  if (redirects || (status >= 300 && status < 400)) return "redirects";
  return status >= 400 ? "error" : "page";
}
