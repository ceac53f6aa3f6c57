import { ChoiceList, FormLayout, TextField, type IndexFiltersProps } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { FilterKey } from "./filter-words.ts";
import { LOG_CARRIERS, LOG_STATES } from "../../shops/order-filter.ts";
import { RECORDED_REASONS } from "../delivery/reasons.ts";
import type { OrderQuery } from "./order-query.ts";
import type { Choice, OrdersView } from "./orders-view.ts";
import type { Ask } from "./use-ask.ts";

type Fields = IndexFiltersProps["filters"];

/** The fields behind the filters. */
export function useFilterFields({ query, choices }: OrdersView, ask: Ask): Fields {
  const t = useText();
  const field = (
    key: Exclude<FilterKey, "placed">,
    from: Choice[],
    selected: readonly string[],
    change: (chosen: string[]) => Partial<OrderQuery>,
  ): Fields[number] => ({
    ...{ key, label: t(`orders.filter.${key}`), shortcut: true },
    filter: (
      <ChoiceList
        title={t(`orders.filter.${key}`)}
        titleHidden
        allowMultiple
        choices={from}
        selected={[...selected]}
        onChange={(chosen) => {
          ask.change(change(chosen));
        }}
      />
    ),
  });
  const among =
    <T extends string>(known: readonly T[]) =>
    (chosen: readonly string[]) =>
      known.filter((one) => chosen.includes(one));
  return [
    field("state", choices.states, query.states, (chosen) => ({ states: among(LOG_STATES)(chosen) })),
    {
      ...{ key: "placed", label: t("orders.filter.placed"), shortcut: true },
      filter: <Days query={query} ask={ask} />,
    },
    field("carrier", choices.carriers, query.carriers, (chosen) => ({
      carriers: among(LOG_CARRIERS)(chosen),
    })),
    field("reason", choices.reasons, query.reasons, (chosen) => ({
      reasons: among(RECORDED_REASONS)(chosen),
    })),
    field("pixel", choices.pixels, query.pixels, (pixels) => ({ pixels })),
  ];
}

/** Days in the shop's time zone. */
function Days({ query: { from, to }, ask }: { query: OrderQuery; ask: Ask }) {
  const t = useText();
  const wrong = from !== "" && to !== "" && from > to;
  return (
    <FormLayout>
      <TextField
        label={t("orders.filter.from")}
        type="date"
        value={from}
        autoComplete="off"
        onChange={(day) => {
          ask.change({ from: day });
        }}
      />
      <TextField
        label={t("orders.filter.to")}
        type="date"
        value={to}
        autoComplete="off"
        onChange={(day) => {
          ask.change({ to: day });
        }}
        {...(wrong ? { error: t("orders.filter.wrong_days") } : {})}
      />
    </FormLayout>
  );
}
