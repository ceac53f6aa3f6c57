import { LOG_CARRIERS, LOG_STATES } from "../../shops/order-filter.ts";
import type { OrderCount, OrderPage } from "../../shops/order-log.server.ts";
import type { SavedView } from "../../shops/saved-views.server.ts";
import type { TextKey, Translate } from "../../locales/translate.ts";
import { RECORDED_REASONS } from "../delivery/reasons.ts";
import type { Formats } from "../formats.ts";
import { orderLine, type OrderLineView } from "./order-line.ts";
import {
  asked,
  asksForAll,
  BUILT_IN,
  filterOf,
  fromTheStart,
  readQuery,
  writeQuery,
  writeQuestion,
  type DayRange,
  type OrderQuery,
} from "./order-query.ts";

/** Something to choose in a filter, in words. */
export interface Choice {
  value: string;
  label: string;
}

/** A tab above the list. */
export interface ViewTab {
  id: string;
  name: string;
  /** The address's query. */
  query: string;
  /** The kept view; absent for ours. */
  own?: number;
}

/** What the page is made of. */
export interface OrdersFacts {
  query: OrderQuery;
  page: OrderPage;
  count: OrderCount;
  views: readonly SavedView[];
  /** Codes of the shop's pixels. */
  pixels: readonly string[];
  dayRange: DayRange;
}

/** The order list, ready to be shown. */
export interface OrdersView {
  query: OrderQuery;
  tabs: ViewTab[];
  selected: number;
  /** The tab asks for something else than what is shown. */
  changed: boolean;
  lines: OrderLineView[];
  /** How many orders are meant, in words and for Polaris. */
  count: string;
  exact: boolean;
  orders: number;
  choices: { states: Choice[]; reasons: Choice[]; carriers: Choice[]; pixels: Choice[] };
  pages: { previous?: string; next?: string };
  empty?: { kind: "none" | "no_match" } | { kind: "go_on"; text: string };
  notes: string[];
  timeZone: string;
  /** Something on the page will change by itself within moments. */
  moving: boolean;
}

/** Lines of a page. */
export const LINES = 50;

/** Makes the page of what was read. */
export function ordersView(facts: OrdersFacts, formats: Formats): OrdersView {
  const { query, page, count, pixels } = facts;
  const { t } = formats;
  const filter = filterOf(query, facts.dayRange);
  const lines = page.rows.map((row) => orderLine(row, { filter, connected: pixels.length > 0 }, formats));
  const tabs = tabsOf(facts.views, t);
  const found = tabs.findIndex(({ id }) => id === query.view);
  const selected = Math.max(found, 0);
  return {
    ...{ query, tabs, selected, lines },
    changed: writeQuestion(query) !== writeQuestion(questionOf(tabs[selected]?.query ?? "")),
    count: t(count.exact ? "orders.count" : "orders.count_at_least", { count: count.orders }),
    ...{ exact: count.exact, orders: count.orders },
    choices: choicesOf(facts, t),
    pages: {
      ...(page.previous === undefined
        ? {}
        : { previous: writeQuery({ ...fromTheStart(query), before: page.previous }) }),
      ...(page.next === undefined ? {} : { next: writeQuery({ ...fromTheStart(query), after: page.next }) }),
    },
    ...emptyOf(facts, formats),
    notes: notesOf(page, formats),
    timeZone: formats.timeZone,
    moving: lines.some(({ status }) => status.moving),
  };
}

/** The words for a state of the filter. */
export function stateLabel(state: (typeof LOG_STATES)[number], t: Translate): string {
  switch (state) {
    case "undecided":
    case "sending":
      return t(`orders.filter.${state}`);
    case "retrying":
    case "delivered":
      return t(`delivery.state.${state}.label`);
    case "paused":
    case "held":
    case "refused":
    case "expired":
    case "skipped":
      return t(`delivery.state.${state}`);
  }
}

function tabsOf(views: readonly SavedView[], t: Translate): ViewTab[] {
  const ours = Object.entries(BUILT_IN).map(([id, query]) => ({
    ...{ id, name: t(`orders.view.${id as keyof typeof BUILT_IN}`) },
    query: asked(questionOf(query), { view: id }),
  }));
  const own = views.map(({ id, name, query }) => ({
    ...{ id: `own-${id}`, name, own: id },
    query: asked(questionOf(query), { view: `own-${id}` }),
  }));
  return [...ours, ...own];
}

function questionOf(query: string): OrderQuery {
  return readQuery(new URLSearchParams(query));
}

function choicesOf({ pixels, query }: OrdersFacts, t: Translate): OrdersView["choices"] {
  const known = [...new Set([...pixels, ...query.pixels])];
  return {
    states: LOG_STATES.map((value) => ({ value, label: stateLabel(value, t) })),
    reasons: RECORDED_REASONS.map((value) => ({ value, label: t(`orders.reason.${value}`) })),
    carriers: LOG_CARRIERS.map((value) => ({
      value,
      label: value === "none" ? t("orders.filter.no_click") : t(`attribution.carrier.${value}.name`),
    })),
    pixels: known.map((value) => ({ value, label: value })),
  };
}

function emptyOf({ page, query }: OrdersFacts, formats: Formats): Pick<OrdersView, "empty"> {
  if (page.rows.length > 0) return {};
  if (page.searchedTo !== undefined)
    return { empty: { kind: "go_on", text: searched("orders.empty.go_on.text", page.searchedTo, formats) } };
  const first = query.after === undefined && query.before === undefined;
  return { empty: { kind: asksForAll(query) && first ? "none" : "no_match" } };
}

function notesOf({ rows, searchedTo, tooMany }: OrderPage, formats: Formats): string[] {
  return [
    ...(tooMany ? [formats.t("orders.too_many")] : []),
    ...(searchedTo === undefined || rows.length === 0
      ? []
      : [searched("orders.searched_to", searchedTo, formats)]),
  ];
}

function searched(key: TextKey, at: number, { t, moment }: Formats): string {
  return t(key, { time: moment(at).text });
}
