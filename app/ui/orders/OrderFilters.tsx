import {
  IndexFilters,
  IndexFiltersMode,
  useSetIndexFiltersMode,
  type IndexFiltersProps,
} from "@shopify/polaris";
import { useTranslation } from "react-i18next";
import { useText } from "../frame/use-text.ts";
import { asksForAll } from "./order-query.ts";
import {
  appliedFilters,
  NOTHING_FILTERED,
  SORTS,
  sortOf,
  sortValue,
  WITHOUT_FILTERS,
} from "./filter-words.ts";
import type { OrdersView } from "./orders-view.ts";
import type { Ask } from "./use-ask.ts";
import { useFilterFields } from "./use-filter-fields.tsx";
import { useSearch } from "./use-search.ts";
import { useViews } from "./use-views.ts";

interface OrderFiltersProps {
  view: OrdersView;
  ask: Ask;
}

/** The tabs, the search, the filters and the order of the list. */
export function OrderFilters({ view, ask }: OrderFiltersProps) {
  const t = useText();
  const { i18n } = useTranslation();
  const { query, tabs, selected, changed } = view;
  const { mode, setMode } = useSetIndexFiltersMode(
    changed && !asksForAll(query) ? IndexFiltersMode.Filtering : IndexFiltersMode.Default,
  );
  const search = useSearch(query.search, (text) => {
    ask.change({ search: text }, { replace: true });
  });
  const views = useViews(view, ask);
  const filters = useFilterFields(view, ask);
  const tab = tabs[selected];
  const sorts: NonNullable<IndexFiltersProps["sortOptions"]> = SORTS.map(({ value, by, newestFirst }) => ({
    value,
    label: t(`orders.sort.${by}`),
    directionLabel: t(newestFirst ? "orders.sort.newest" : "orders.sort.oldest"),
  }));
  return (
    <IndexFilters
      tabs={views.tabs}
      selected={selected}
      onSelect={(index) => {
        ask.go(tabs[index]?.query ?? "");
      }}
      canCreateNewView
      onCreateNewView={views.create}
      primaryAction={{
        type: tab?.own === undefined ? "save-as" : "save",
        onAction: tab?.own === undefined ? views.create : views.change,
        disabled: !changed,
      }}
      cancelAction={{
        onAction: () => {
          ask.go(tab?.query ?? "");
        },
      }}
      queryValue={search.text}
      queryPlaceholder={t("orders.filter.search")}
      onQueryChange={search.type}
      onQueryClear={search.clear}
      filters={filters}
      appliedFilters={appliedFilters(view, t, i18n.language).map(({ key, label }) => ({
        ...{ key, label },
        onRemove: () => {
          ask.change(NOTHING_FILTERED[key]);
        },
      }))}
      onClearAll={() => {
        ask.change({ search: "", ...WITHOUT_FILTERS });
      }}
      sortOptions={sorts}
      sortSelected={[sortValue(query.sort)]}
      onSort={([value]) => {
        ask.change({ sort: sortOf(value) });
      }}
      loading={ask.loading}
      mode={mode}
      setMode={setMode}
    />
  );
}
