import type { Translate } from "../../locales/translate.ts";
import type { EmbedHeartbeat } from "../../shops/embed-heartbeat.server.ts";
import type { Formats, Moment } from "../formats.ts";
import type { EmbedState } from "./app-embed.ts";

/** What the server saw of the app embed's work, ready to be shown. */
export interface EmbedSeen {
  /** How many days it looked back. */
  days: number;
  /** When a click last came with a cart or an order. */
  last?: Moment;
  /** Clicks since then that reached the checkout, and not its cart. */
  missed: number;
}

/**
 * How the app embed stands, by Shopify's word and by what came through it.
 * - checking: Shopify has not answered yet
 * - off: Shopify says that it is not in the published theme
 * - missing: clicks reach the checkout and not the cart, although Shopify does not say that it is off
 * - working: a click came through it
 * - quiet: Shopify says that it is on, and no click has come yet
 * - unknown: neither Shopify nor a click says anything
 */
export interface EmbedStatus {
  key: "checking" | "off" | "missing" | "working" | "quiet" | "unknown";
  /** One or two sentences. */
  text: string;
}

/** Cart links and some wallet buttons never use the cart, so that one or two clicks in a row say nothing. */
const MISSED_IN_A_ROW = 3;

/** The heartbeat with its times in words. */
export function embedSeen(
  { lastCarriedAt, missed }: EmbedHeartbeat,
  days: number,
  formats: Formats,
): EmbedSeen {
  return {
    days,
    missed,
    ...(lastCarriedAt === null ? {} : { last: formats.shortMoment(lastCarriedAt) }),
  };
}

/** Joins what Shopify says of the published theme with what the server saw. A click that came is believed where Shopify says nothing. */
export function embedStatus(embed: EmbedState, seen: EmbedSeen, t: Translate): EmbedStatus {
  const key = statusKey(embed, seen);
  return { key, text: sentencesFor(key, embed, seen, t).join(" ") };
}

function statusKey(embed: EmbedState, { last, missed }: EmbedSeen): EmbedStatus["key"] {
  if (embed === "checking" || embed === "off") return embed;
  if (missed >= MISSED_IN_A_ROW) return "missing";
  if (last !== undefined) return "working";
  return embed === "on" ? "quiet" : "unknown";
}

function sentencesFor(key: EmbedStatus["key"], embed: EmbedState, seen: EmbedSeen, t: Translate): string[] {
  const { days, last, missed } = seen;
  const lastClick = last === undefined ? [] : [t("home.embed.last", { time: last.text })];
  const standing = embed === "on" ? "on" : "unknown";
  switch (key) {
    case "checking":
      return [t("home.embed.checking")];
    case "off":
      return [t("home.embed.off"), ...lastClick];
    case "missing":
      return [t(`home.embed.missing_${standing}`, { count: missed }), ...lastClick];
    case "working":
      return [t(`home.embed.${standing}`), ...lastClick];
    case "quiet":
    case "unknown":
      return [t(`home.embed.${standing}`), t("home.embed.none", { count: days })];
  }
}
