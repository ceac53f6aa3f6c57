import type { SurveyedShop } from "../../operator/standing.ts";
import type { AuditRecord } from "../../privacy/audit.server.ts";
import type { EmbedHeartbeat } from "../../shops/embed-heartbeat.server.ts";
import { settingsDiff } from "../../shops/settings-diff.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../shops/settings.ts";
import { activityPage, type ActivityLine } from "../activity/activity-view.ts";
import type { Formats } from "../formats.ts";
import type { Problem } from "../home/problems.ts";
import { changeLines, type ChangeLine } from "../settings/change-words.ts";
import { countWords, signsOf, standingFacts, type NamedValue, type Sign } from "./shop-facts.ts";

/** One shop. */
export interface ShopView {
  shop: string;
  name?: string;
  /** The zone of all times on the page. */
  times: string;
  signs: Sign[];
  /** As Home has them, without what a merchant can press. */
  problems: Pick<Problem, "key" | "tone" | "title" | "stops" | "todo" | "answer">[];
  facts: NamedValue[];
  backlog: NamedValue[];
  settings: { kind: "differ"; lines: ChangeLine[] } | { kind: "unreadable" };
  activity: ActivityLine[];
  compareUrl: string;
}

/** What a shop's page is read from. */
export interface ShopFacts {
  standing: SurveyedShop;
  now: number;
  counted: number;
  heartbeat: EmbedHeartbeat;
  problems: readonly Problem[];
  /** Undefined where the document cannot be read. */
  settings: Settings | undefined;
  activity: readonly AuditRecord[];
}

/** A shop as whoever runs the installation sees it. */
export function shopView(facts: ShopFacts, formats: Formats): ShopView {
  const { standing, now, counted, heartbeat, settings } = facts;
  return {
    shop: standing.shop,
    ...(standing.name === null ? {} : { name: standing.name }),
    times: formats.t("operator.shop.times", { zone: formats.timeZone }),
    signs: signsOf(standing, formats),
    problems: facts.problems.map(({ key, tone, title, stops, todo, answer }) => ({
      ...{ key, tone, title, stops, todo },
      ...(answer === undefined ? {} : { answer }),
    })),
    facts: standingFacts(standing, { now, heartbeat, counted }, formats),
    backlog: backlogOf(standing, counted, formats),
    settings:
      settings === undefined
        ? { kind: "unreadable" }
        : { kind: "differ", lines: changeLines(settingsDiff(DEFAULT_SETTINGS, settings), formats) },
    activity: activityPage(facts.activity, { staffId: undefined, now, formats }).lines,
    compareUrl: `/operator/compare?${new URLSearchParams({ one: standing.shop }).toString()}`,
  };
}

function backlogOf(standing: SurveyedShop, counted: number, formats: Formats): NamedValue[] {
  const { pending, leased, retrying, paused, held, refused, unreadable } = standing;
  const counts = {
    waiting_orders: standing.waitingOrders,
    pending,
    leased,
    retrying,
    paused,
    held,
    refused,
    unreadable,
  };
  return (Object.keys(counts) as (keyof typeof counts)[]).map((state) => ({
    name: formats.t(`operator.shop.state.${state}`),
    value: countWords(counts[state], counted, formats),
  }));
}
