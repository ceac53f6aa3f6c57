import type { Pulse, Survey } from "../../operator/all-shops.server.ts";
import { listShops, totalsOf, writePlace, type ListQuestion, type Totals } from "../../operator/shop-list.ts";
import { MINUTE } from "../../platform/clock.ts";
import type { EmbedHeartbeat } from "../../shops/embed-heartbeat.server.ts";
import type { Formats } from "../formats.ts";
import {
  momentOr,
  shareWords,
  signsOf,
  standingFacts,
  waitingSince,
  type NamedValue,
  type Sign,
} from "./shop-facts.ts";

/** One shop of the list. */
export interface ShopRow {
  shop: string;
  name?: string;
  url: string;
  signs: Sign[];
  facts: NamedValue[];
}

/** The list of all shops. */
export interface ShopsView {
  asOf: string;
  totals: NamedValue[];
  pulse: NamedValue[];
  /** Nothing moves although something waits. */
  still?: string;
  leases: string[];
  search: string;
  found: string;
  rows: ShopRow[];
  /** Why there are no rows. */
  empty?: string;
  nextUrl?: string;
  isFirst: boolean;
}

/** What the list is read from. */
export interface ShopsFacts {
  survey: Survey;
  pulse: Pulse;
  question: ListQuestion;
  /** Of the shops on the page. */
  heartbeats: ReadonlyMap<string, EmbedHeartbeat>;
  counted: number;
}

/** Longer than this a worker claims nothing only where nothing waits. */
const STILL_MS = 2 * MINUTE;

/** All shops, the worst first. */
export function shopsView(facts: ShopsFacts, formats: Formats): ShopsView {
  const { survey, pulse, question, heartbeats, counted } = facts;
  const { t } = formats;
  const part = listShops(survey.shops, question);
  const totals = totalsOf(survey.shops);
  const still = stillWords(facts, formats);
  return {
    asOf: t("operator.shops.as_of", { time: formats.moment(survey.at).text }),
    totals: totalsWords(totals, survey.at, formats),
    pulse: pulseWords(pulse, formats),
    ...(still === undefined ? {} : { still }),
    leases: pulse.leases.map(({ name, endsAt }) =>
      t("operator.pulse.lease", { name, time: formats.moment(endsAt).text }),
    ),
    search: question.search,
    found: t("operator.shops.found", { count: part.found }),
    rows: part.shops.map((shop) => ({
      shop: shop.shop,
      ...(shop.name === null ? {} : { name: shop.name }),
      url: shopUrl(shop.shop),
      signs: signsOf(shop, formats),
      facts: standingFacts(shop, { now: survey.at, heartbeat: heartbeats.get(shop.shop), counted }, formats),
    })),
    ...(part.found > 0 ? {} : { empty: emptyWords(question.search, formats) }),
    ...(part.next === undefined ? {} : { nextUrl: listUrl(question.search, writePlace(part.next)) }),
    isFirst: question.after === undefined,
  };
}

/** Where a shop's page is. */
export function shopUrl(shop: string): string {
  return `/operator/shops/${encodeURIComponent(shop)}`;
}

function listUrl(search: string, after: string): string {
  return `/operator?${new URLSearchParams({ ...(search === "" ? {} : { search }), after }).toString()}`;
}

function emptyWords(search: string, { t }: Formats): string {
  return search.trim() === "" ? t("operator.shops.none") : t("operator.shops.none_found", { search });
}

function totalsWords(totals: Totals, now: number, formats: Formats): NamedValue[] {
  const { t, number } = formats;
  return [
    { name: t("operator.totals.installed"), value: number(totals.installed) },
    { name: t("operator.totals.left"), value: number(totals.left) },
    { name: t("operator.totals.in_trouble"), value: number(totals.inTrouble) },
    { name: t("operator.totals.waiting"), value: number(totals.waiting) },
    { name: t("operator.totals.oldest"), value: waitingSince(totals.oldestWaitingAt, now, formats) },
    { name: t("operator.totals.coverage"), value: shareWords(totals, formats) },
  ];
}

function pulseWords(pulse: Pulse, formats: Formats): NamedValue[] {
  const { t } = formats;
  const at = (moment: number | null) => momentOr(moment, formats, "operator.shop.never");
  return [
    { name: t("operator.pulse.webhook"), value: at(pulse.webhookAt) },
    { name: t("operator.pulse.claimed"), value: at(pulse.claimedAt) },
    { name: t("operator.pulse.attempt"), value: at(pulse.attemptAt) },
    { name: t("operator.pulse.compared"), value: at(pulse.comparedAt) },
  ];
}

function stillWords({ survey, pulse }: ShopsFacts, formats: Formats): string | undefined {
  const waits = survey.shops.some(
    ({ oldestPendingAt }) => oldestPendingAt !== null && survey.at - oldestPendingAt > STILL_MS,
  );
  if (!waits || survey.at - (pulse.claimedAt ?? 0) <= STILL_MS) return undefined;
  return formats.t("operator.pulse.still", {
    time: momentOr(pulse.claimedAt, formats, "operator.shop.never"),
  });
}
