import type { AuditFact } from "../../privacy/audit.server.ts";
import type { Translate } from "../../locales/translate.ts";

/** What was done, in words. */
export interface ActivityWords {
  what: string;
  /** What it came to. */
  detail?: string;
  /** Where more of it can be read. */
  url?: string;
}

/** Writes a moment, milliseconds since the epoch. */
export type WriteMoment = (at: number) => string;

type Action = AuditFact["action"];
type FactOf<A extends Action> = AuditFact extends infer Fact
  ? Fact extends { action: infer B }
    ? A extends B
      ? Fact
      : never
    : never
  : never;
type WordsByAction = { [A in Action]: (fact: FactOf<A>, t: Translate, moment: WriteMoment) => ActivityWords };

const WORDS: WordsByAction = {
  installed: (_, t) => ({ what: t("activity.line.installed") }),
  reinstalled: (_, t) => ({
    what: t("activity.line.reinstalled.what"),
    detail: t("activity.line.reinstalled.detail"),
  }),
  uninstalled: (_, t) => ({
    what: t("activity.line.uninstalled.what"),
    detail: t("activity.line.uninstalled.detail"),
  }),
  pixel_connected: ({ pixel }, t) => ({ what: t("activity.line.pixel_connected", { pixel }) }),
  pixel_replaced: ({ pixel, replaced }, t) => ({
    what: t("activity.line.pixel_replaced", { pixel, replaced }),
  }),
  token_changed: ({ pixel }, t) => ({ what: t("activity.line.token_changed", { pixel }) }),
  tiktok_authorised: ({ accounts }, t) => ({
    what: t("activity.line.tiktok_authorised", { count: accounts }),
  }),
  test_mode_on: ({ pixel }, t) => ({ what: t("activity.line.test_mode_on", { pixel }) }),
  test_mode_off: ({ pixel }, t) => ({ what: t("activity.line.test_mode_off", { pixel }) }),
  disconnected: ({ pixel }, t) => ({
    what:
      pixel === undefined
        ? t("activity.line.disconnected.all")
        : t("activity.line.disconnected.one_pixel", { pixel }),
  }),
  settings_changed: ({ revision, source }, t) => ({
    what: t("activity.line.settings_changed.what"),
    detail: t(`activity.line.settings_changed.${wayOf(source)}`, { revision }),
    url: "/app/settings",
  }),
  alerts_changed: ({ recipients, webhook }, t) => ({
    what: t("activity.line.alerts_changed.what"),
    detail: t(`activity.line.alerts_changed.${webhook ? "with" : "without"}`, { recipients }),
    url: "/app/alerts",
  }),
  alert_secret_made: (_, t) => ({ what: t("activity.line.alert_secret_made"), url: "/app/alerts" }),
  replayed: ({ deliveries }, t) => ({ what: t("activity.line.replayed", { count: deliveries }) }),
  exported: ({ subject, from, until }, t, moment) => {
    const what = isSubject(subject)
      ? t(`activity.line.exported.${subject}`)
      : t("activity.line.exported.something", { subject });
    if (from === undefined || until === undefined) return { what };
    return { what, detail: t("activity.line.exported.days", { from: moment(from), until: moment(until) }) };
  },
  data_requested: ({ request, orders }, t) => ({
    what: t("activity.line.data_requested.what", { request }),
    detail:
      orders === 0
        ? t("activity.line.data_requested.none")
        : t("activity.line.data_requested.about", { count: orders }),
  }),
  data_handed_out: ({ request }, t) => ({ what: t("activity.line.data_handed_out", { request }) }),
  customer_erased: ({ orders, known, hints }, t) => ({
    what: t("activity.line.customer_erased.what"),
    detail:
      orders === 0
        ? t("activity.line.customer_erased.none")
        : t("activity.line.customer_erased.detail", { orders, known, hints }),
  }),
  shop_erased: ({ orders }, t) => ({
    what: t("activity.line.shop_erased.what"),
    detail: t("activity.line.shop_erased.detail", { count: orders }),
  }),
  shop_not_erased: ({ askedAt, installedAt }, t, moment) => ({
    what: t("activity.line.shop_not_erased.what"),
    detail: t("activity.line.shop_not_erased.detail", {
      asked: moment(askedAt),
      installed: moment(installedAt),
    }),
  }),
};

/** A line of the log in words. What another version of the app has written is shown by its name. */
export function activityWords(fact: AuditFact, moment: WriteMoment, t: Translate): ActivityWords {
  if (!Object.hasOwn(WORDS, fact.action)) return { what: fact.action };
  const words = WORDS[fact.action] as (fact: AuditFact, t: Translate, moment: WriteMoment) => ActivityWords;
  return words(fact, t, moment);
}

function wayOf(source: string): "import" | "command" | "revision" {
  return source === "import" || source === "command" ? source : "revision";
}

const SUBJECTS = ["activity", "shared", "settings", "orders"] as const;

function isSubject(subject: string): subject is (typeof SUBJECTS)[number] {
  return (SUBJECTS as readonly string[]).includes(subject);
}
