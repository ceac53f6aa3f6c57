import type { Translate } from "../../locales/translate.ts";
import type { OrderSort } from "../../shops/order-filter.ts";
import type { OrderQuery } from "./order-query.ts";
import type { Choice, OrdersView } from "./orders-view.ts";

/** The filters beside the search. */
export type FilterKey = "state" | "reason" | "carrier" | "pixel" | "placed";

/** What the address says without each of them. */
export const NOTHING_FILTERED: Readonly<Record<FilterKey, Partial<OrderQuery>>> = {
  state: { states: [] },
  reason: { reasons: [] },
  carrier: { carriers: [] },
  pixel: { pixels: [] },
  placed: { from: "", to: "" },
};

/** What it says without any. */
export const WITHOUT_FILTERS: Partial<OrderQuery> = {
  ...{ states: [], reasons: [], carriers: [], pixels: [] },
  ...{ from: "", to: "" },
};

/** The orders the list can be in. */
export const SORTS = [
  { value: "placed desc", by: "placed", newestFirst: true },
  { value: "placed asc", by: "placed", newestFirst: false },
  { value: "received desc", by: "received", newestFirst: true },
  { value: "received asc", by: "received", newestFirst: false },
] as const satisfies readonly ({ value: string } & OrderSort)[];

/** An order as Polaris names it. */
export function sortValue({ by, newestFirst }: OrderSort): (typeof SORTS)[number]["value"] {
  return `${by} ${newestFirst ? "desc" : "asc"}`;
}

/** The order of a name. */
export function sortOf(value: string | undefined): OrderSort {
  const { by, newestFirst } = SORTS.find((one) => one.value === value) ?? SORTS[0];
  return { by, newestFirst };
}

/** The filters that are set, in the words of a language. */
export function appliedFilters(
  { query, choices }: Pick<OrdersView, "query" | "choices">,
  t: Translate,
  language: string,
): { key: FilterKey; label: string }[] {
  const list = new Intl.ListFormat(language, { type: "unit", style: "short" });
  const of = (key: Exclude<FilterKey, "placed">, chosen: readonly string[], from: readonly Choice[]) => {
    const labels = from.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
    const values = list.format(labels);
    const label = t("orders.filter.applied", { filter: t(`orders.filter.${key}`), values });
    return labels.length === 0 ? [] : [{ key, label }];
  };
  return [
    ...of("state", query.states, choices.states),
    ...of("reason", query.reasons, choices.reasons),
    ...of("carrier", query.carriers, choices.carriers),
    ...of("pixel", query.pixels, choices.pixels),
    ...days(query, t, language),
  ];
}

function days({ from, to }: OrderQuery, t: Translate, language: string): { key: "placed"; label: string }[] {
  if (from === "" && to === "") return [];
  const name = from === "" ? "until" : to === "" ? "since" : "between";
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  // A day is a day of the shop's; read and written in the same zone it stays the same.
  const written = (day: string) => (day === "" ? "" : format.format(Date.parse(day)));
  const values = t(`orders.filter.${name}`, { from: written(from), to: written(to) });
  const label = t("orders.filter.applied", { filter: t("orders.filter.placed"), values });
  return [{ key: "placed", label }];
}
