import { HOUR } from "../platform/clock.ts";
import type { AlertDocument } from "./alert-settings.ts";
import type { AlertFacts, Condition } from "./condition.ts";

/** What is seen of a shop at one moment. */
export interface ShopSigns {
  /** Codes of the pixels whose token TikTok refuses. */
  deadPixels: readonly string[];
  /** Clicks in a row that reached the checkout and not the cart. */
  missedClicks: number;
  /** The newest day that is over; undefined when none was counted. */
  day: { day: string; accepted: number; eligible: number } | undefined;
  silence: Silence | undefined;
  /** Events that TikTok refused in the last 24 hours. */
  refused: number;
}

/** How long no order has come. */
export interface Silence {
  ms: number;
  /** Orders in the same hours of the weeks before, the newest first. */
  weeksBefore: readonly number[];
}

/** What a condition's figures say. `off`: nobody wants to know. `unknown`: neither that it is bad nor that it is good. */
export type Sign = { kind: "bad"; facts: AlertFacts } | { kind: "good" | "unknown" | "off" };

const GOOD: Sign = { kind: "good" };
const UNKNOWN: Sign = { kind: "unknown" };
const OFF: Sign = { kind: "off" };

/**
 * So many orders are usual in the hours that stayed empty. Were they independent, none at all would come by chance once in 400 times; a shop that sells three a week never
 * gets there, because no more than a week is looked at.
 */
const USUAL_ORDERS = 6;

/** What each condition says of a shop. Where it is bad beyond the threshold it is bad, and where it is clearly back it is good: between the two it stays what it was. */
export function judge(signs: ShopSigns, document: AlertDocument): Record<Condition, Sign> {
  return {
    token_dead: document.tokenDead ? deadToken(signs) : OFF,
    embed_off: document.embedOff ? missedClicks(signs, document) : OFF,
    coverage_low: document.coverageLow ? lowCoverage(signs, document) : OFF,
    no_orders: document.noOrders ? noOrders(signs, document) : OFF,
    refusals: document.refusals ? refusals(signs, document) : OFF,
  };
}

function deadToken({ deadPixels }: ShopSigns): Sign {
  if (deadPixels.length === 0) return GOOD;
  return { kind: "bad", facts: { condition: "token_dead", pixels: [...deadPixels] } };
}

function missedClicks({ missedClicks: clicks }: ShopSigns, { embedClicks }: AlertDocument): Sign {
  if (clicks >= embedClicks) return { kind: "bad", facts: { condition: "embed_off", clicks } };
  return clicks === 0 ? GOOD : UNKNOWN;
}

function lowCoverage({ day }: ShopSigns, { coveragePercent, coverageOrders }: AlertDocument): Sign {
  if (day === undefined || day.eligible === 0) return UNKNOWN;
  if (100 * day.accepted >= coveragePercent * day.eligible) return GOOD;
  if (day.eligible < coverageOrders) return UNKNOWN;
  return { kind: "bad", facts: { condition: "coverage_low", ...day } };
}

function noOrders({ silence }: ShopSigns, { quietHours }: AlertDocument): Sign {
  if (silence === undefined) return UNKNOWN;
  if (silence.ms < quietHours * HOUR) return GOOD;
  const usual = median(silence.weeksBefore);
  if (usual < USUAL_ORDERS) return UNKNOWN;
  return { kind: "bad", facts: { condition: "no_orders", hours: Math.floor(silence.ms / HOUR), usual } };
}

function refusals({ refused }: ShopSigns, { refusedEvents }: AlertDocument): Sign {
  if (refused > refusedEvents) return { kind: "bad", facts: { condition: "refusals", events: refused } };
  return refused <= refusedEvents / 2 ? GOOD : UNKNOWN;
}

/** The lower of the two in the middle: one week with a sale in it says nothing of the others. */
function median(counts: readonly number[]): number {
  return counts.toSorted((a, b) => a - b)[Math.floor((counts.length - 1) / 2)] ?? 0;
}
