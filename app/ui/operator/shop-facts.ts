import { oldestWaitingAt, waitingIn, type ShopStanding, type SurveyedShop } from "../../operator/standing.ts";
import type { TextKey } from "../../locales/translate.ts";
import type { EmbedHeartbeat } from "../../shops/embed-heartbeat.server.ts";
import type { Formats } from "../formats.ts";

/** A name and its value. */
export interface NamedValue {
  name: string;
  value: string;
}

/** A word about a shop: `bad` is trouble, `good` the absence of it. */
export interface Sign {
  tone: "bad" | "good" | "plain";
  text: string;
}

/** What is wrong in a shop, in a few words each. */
export function signsOf({ troubles, uninstalledAt, pixels }: SurveyedShop, { t }: Formats): Sign[] {
  if (uninstalledAt !== null) return [{ tone: "plain", text: t("operator.trouble.left") }];
  if (troubles.length === 0)
    return pixels === 0
      ? [{ tone: "plain", text: t("operator.trouble.not_connected") }]
      : [{ tone: "good", text: t("operator.trouble.none") }];
  return troubles.map((trouble) => ({ tone: "bad", text: t(`operator.trouble.${trouble}`) }));
}

/** How a shop stands, in names and values. `counted` is where counting ended. */
export function standingFacts(
  shop: ShopStanding,
  { now, heartbeat, counted }: { now: number; heartbeat: EmbedHeartbeat | undefined; counted: number },
  formats: Formats,
): NamedValue[] {
  const { t } = formats;
  const waiting = waitingIn(shop);
  const named = (key: TextKey, value: string) => ({ name: t(key), value });
  return [
    named("operator.shop.installed", formats.moment(shop.installedAt).text),
    ...(shop.uninstalledAt === null
      ? []
      : [named("operator.shop.left", formats.moment(shop.uninstalledAt).text)]),
    named("operator.shop.pixels", formats.number(shop.pixels)),
    named("operator.shop.embed", momentOr(heartbeat?.lastCarriedAt, formats, "operator.shop.not_in_month")),
    named("operator.shop.last_order", momentOr(shop.lastOrderAt, formats, "operator.shop.not_lately")),
    named("operator.shop.last_accepted", momentOr(shop.lastAcceptedAt, formats, "operator.shop.not_lately")),
    named(
      "operator.shop.waiting",
      waiting === 0 ? t("operator.shop.nothing") : countWords(waiting, counted, formats),
    ),
    named("operator.shop.oldest", waitingSince(oldestWaitingAt(shop), now, formats)),
    named("operator.shop.coverage", shareWords(shop, formats)),
  ];
}

/** A moment, or what stands in the place of none. */
export function momentOr(at: number | null | undefined, formats: Formats, none: TextKey): string {
  return at == null ? formats.t(none) : formats.shortMoment(at).text;
}

/** For how long something waits. */
export function waitingSince(at: number | undefined, now: number, formats: Formats): string {
  return at === undefined ? formats.t("operator.shop.nothing") : formats.duration(now - at);
}

/** A number that may be where counting ended. */
export function countWords(count: number, counted: number, formats: Formats): string {
  const number = formats.number(count);
  return count < counted ? number : formats.t("operator.shop.at_least", { count: number });
}

/** "1,204 of 1,210 (100%)". */
export function shareWords(
  { accepted, eligible }: { accepted: number; eligible: number },
  formats: Formats,
): string {
  if (eligible === 0) return formats.t("operator.shop.no_orders");
  // Nothing but all of it is 100%.
  const share = Math.floor((accepted / eligible) * 100) / 100;
  return formats.t("operator.shop.share", {
    accepted: formats.number(accepted),
    eligible: formats.number(eligible),
    share: formats.percent(share),
  });
}
