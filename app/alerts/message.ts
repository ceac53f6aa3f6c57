import { translateFor } from "../locales/server-texts.ts";
import type { Translate } from "../locales/translate.ts";
import type { AlertFacts, Condition } from "./condition.ts";

/** What a message is about. */
export interface AlertNews {
  kind: "opened" | "closed";
  facts: AlertFacts;
  /** Milliseconds since the epoch. */
  openedAt: number;
  closedAt: number | undefined;
}

/** The shop a message is about. */
export interface AlertShop {
  domain: string;
  /** IANA name. */
  timeZone: string | undefined;
}

/** A message in words. */
export interface AlertText {
  title: string;
  /** What happened, what it stops, what to do. */
  lines: string[];
  /** The page that solves it. */
  url: string;
}

/** The page of the app on which a problem is solved. */
export const ALERT_PAGES: Readonly<Record<Condition, string>> = {
  token_dead: "/app/connection",
  embed_off: "/app/click-test",
  coverage_low: "/app/coverage",
  no_orders: "/app/coverage",
  refusals: "/app",
};

/** A page of the app in the shop's admin: Shopify leads there from the app's client id. */
export function adminLink(shop: string, apiKey: string, path: string): string {
  return `https://admin.shopify.com/store/${shop.replace(/\.myshopify\.com$/, "")}/apps/${apiKey}${path}`;
}

/** The figures of a problem as values of a text, in one language. */
export function factValues(facts: AlertFacts, language: string): Record<string, string | number> {
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  switch (facts.condition) {
    case "token_dead":
      return { pixels: new Intl.ListFormat(language).format(facts.pixels), count: facts.pixels.length };
    case "embed_off":
      return { count: facts.clicks };
    case "coverage_low": {
      const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
      const shown = day.format(new Date(`${facts.day}T12:00:00Z`));
      return { day: shown, accepted: number(facts.accepted), eligible: number(facts.eligible) };
    }
    case "no_orders":
      return { hours: number(facts.hours), usual: number(facts.usual) };
    case "refusals":
      return { count: facts.events };
  }
}

/** What happened, in a sentence. */
export function whatHappened(facts: AlertFacts, t: Translate, language: string): string {
  return t(`alerts.messages.${facts.condition}.what`, factValues(facts, language));
}

/** A message in the language the merchant chose. */
export function alertText(news: AlertNews, shop: AlertShop, language: string, apiKey: string): AlertText {
  const t = translateFor(language);
  const { condition } = news.facts;
  const url = adminLink(shop.domain, apiKey, ALERT_PAGES[condition]);
  const at = (moment: number) => momentText(moment, language, shop.timeZone);
  if (news.kind === "closed") {
    const lasted = { opened: at(news.openedAt), closed: at(news.closedAt ?? news.openedAt) };
    const lines = [t(`alerts.messages.${condition}.over`), t("alerts.messages.lasted", lasted)];
    return {
      title: t("alerts.messages.over_title", { title: t(`alerts.messages.${condition}.title`) }),
      lines,
      url,
    };
  }
  return {
    title: t(`alerts.messages.${condition}.title`),
    lines: [
      whatHappened(news.facts, t, language),
      t(`alerts.messages.${condition}.stops`),
      t(`alerts.messages.${condition}.todo`),
      t("alerts.messages.since", { opened: at(news.openedAt) }),
    ],
    url,
  };
}

/** The message that is sent to see whether one arrives. */
export function testText(shop: AlertShop, language: string, apiKey: string): AlertText {
  const t = translateFor(language);
  return {
    title: t("alerts.messages.test.title"),
    lines: [t("alerts.messages.test.what")],
    url: adminLink(shop.domain, apiKey, "/app/alerts"),
  };
}

/** A mail: plain text, because mail programs show it as it is. */
export function mailOf(text: AlertText, shop: AlertShop, language: string, apiKey: string) {
  const t = translateFor(language);
  const settings = adminLink(shop.domain, apiKey, "/app/alerts");
  return {
    subject: t("alerts.messages.subject", { title: text.title, shop: shop.domain }),
    body: [
      ...text.lines,
      text.url,
      `-- \n${t("alerts.messages.why", { shop: shop.domain })}\n${settings}`,
    ].join("\n\n"),
  };
}

function momentText(at: number, language: string, timeZone: string | undefined): string {
  const date = { day: "numeric", month: "short", year: "numeric" } as const;
  const time = { hour: "numeric", minute: "2-digit", timeZoneName: "short" } as const;
  return new Intl.DateTimeFormat(language, { ...date, ...time, timeZone: knownZone(timeZone) }).format(at);
}

function knownZone(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone ?? "UTC" }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
