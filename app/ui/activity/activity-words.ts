import type { AuditFact } from "../../privacy/audit.server.ts";
import { counted } from "../formats.ts";

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
type WordsByAction = { [A in Action]: (fact: FactOf<A>, moment: WriteMoment) => ActivityWords };

const WORDS: WordsByAction = {
  installed: () => ({ what: "The app was installed" }),
  reinstalled: () => ({
    what: "The app was installed again",
    detail: "Settings and history of before are kept.",
  }),
  uninstalled: () => ({
    what: "The app was uninstalled",
    detail: "Sending stopped, and every access token was deleted.",
  }),
  pixel_connected: ({ pixel }) => ({ what: `TikTok pixel ${pixel} connected` }),
  pixel_replaced: ({ pixel, replaced }) => ({ what: `TikTok pixel ${replaced} replaced by ${pixel}` }),
  token_changed: ({ pixel }) => ({ what: `A new access token saved for TikTok pixel ${pixel}` }),
  test_mode_on: ({ pixel }) => ({ what: `Test mode turned on for TikTok pixel ${pixel}` }),
  test_mode_off: ({ pixel }) => ({ what: `Test mode turned off for TikTok pixel ${pixel}` }),
  disconnected: ({ pixel }) => ({
    what: pixel === undefined ? "TikTok disconnected" : `TikTok pixel ${pixel} disconnected`,
  }),
  settings_changed: ({ revision, source }) => ({
    what: "Settings changed",
    detail: `${SETTINGS_WAYS[source] ?? ""}Revision ${revision}.`,
    url: "/app/settings",
  }),
  alerts_changed: ({ recipients, webhook }) => ({
    what: "Alerts changed",
    detail: `Recipients: ${recipients}. ${webhook ? "With a webhook." : "Without a webhook."}`,
    url: "/app/alerts",
  }),
  alert_secret_made: () => ({ what: "A new signing secret was made for alerts", url: "/app/alerts" }),
  replayed: ({ deliveries }) => ({ what: `${counted(deliveries, "stopped purchase")} sent again` }),
  exported: ({ subject, from, until }, moment) => {
    const what = SUBJECTS[subject] ?? `Exported: ${subject}`;
    if (from === undefined || until === undefined) return { what };
    return { what, detail: `Orders placed from ${moment(from)} to ${moment(until)}.` };
  },
  data_requested: ({ request, orders }) => ({
    what: `A customer asked what is stored (request ${request})`,
    detail: orders === 0 ? "It names no order." : `It is about ${counted(orders, "order")}.`,
  }),
  data_handed_out: ({ request }) => ({ what: `The file for request ${request} was made` }),
  customer_erased: ({ orders, known, hints }) => ({
    what: "A customer's data was erased",
    detail:
      orders === 0
        ? "Shopify named no order, so nothing was stored of this customer."
        : `Orders named by Shopify: ${orders}. Of these stored: ${known}. Reports of the browser erased with them: ${hints}.`,
  }),
  shop_erased: ({ orders }) => ({
    what: "Everything stored of the shop was erased",
    detail: `${counted(orders, "order")}, with all that belonged to them.`,
  }),
  shop_not_erased: ({ askedAt, installedAt }, moment) => ({
    what: "Shopify's request to erase the shop was older than the installation: nothing was erased",
    detail: `Asked ${moment(askedAt)}, installed ${moment(installedAt)}.`,
  }),
};

/** A line of the log in words. What another version of the app has written is shown by its name. */
export function activityWords(fact: AuditFact, moment: WriteMoment): ActivityWords {
  if (!Object.hasOwn(WORDS, fact.action)) return { what: fact.action };
  const words = WORDS[fact.action] as (fact: AuditFact, moment: WriteMoment) => ActivityWords;
  return words(fact, moment);
}

const SETTINGS_WAYS: Readonly<Record<string, string>> = {
  import: "By importing a file. ",
  command: "By a command. ",
};

const SUBJECTS: Readonly<Record<string, string>> = {
  activity: "The activity log was exported",
  shared: "What was shared with TikTok was exported",
};
