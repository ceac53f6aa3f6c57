import { IndexTable, useBreakpoints, useIndexResourceState, type IndexTableProps } from "@shopify/polaris";
import { useState } from "react";
import type { Translate } from "../../locales/translate.ts";
import { useText } from "../frame/use-text.ts";
import { AgainDialog } from "./AgainDialog.tsx";
import { EmptyList } from "./EmptyList.tsx";
import { writeQuestion } from "./order-query.ts";
import type { OrdersView } from "./orders-view.ts";
import { NarrowRow, WideRow } from "./OrderRows.tsx";
import type { Ask } from "./use-ask.ts";

interface OrderTableProps {
  view: OrdersView;
  ask: Ask;
}

type Headings = IndexTableProps["headings"];

function headings(t: Translate): Headings {
  const titles = (["state", "reason", "carrier", "pixel", "answer"] as const).map((name) => ({
    title: t(`orders.column.${name}`),
  }));
  const value = { title: t("orders.column.value"), alignment: "end" as const };
  return [{ title: t("orders.column.order") }, { title: t("orders.column.placed") }, value, ...titles];
}

/** The orders, with what can be done with those that are chosen. Its key is the question: another one begins with nothing chosen. */
export function OrderTable({ view, ask }: OrderTableProps) {
  const t = useText();
  const narrow = useBreakpoints().mdDown;
  const { lines, pages } = view;
  const chosen = useIndexResourceState(lines.map(({ ref }) => ({ id: String(ref) })));
  const [sending, setSending] = useState(false);
  const all = chosen.allResourcesSelected;
  const turn = (page: "previous" | "next") => ({
    [page === "previous" ? "hasPrevious" : "hasNext"]: pages[page] !== undefined,
    [page === "previous" ? "onPrevious" : "onNext"]: () => {
      ask.go(pages[page] ?? "");
    },
  });
  return (
    <>
      <IndexTable
        resourceName={{
          singular: t("orders.resource", { count: 1 }),
          plural: t("orders.resource", { count: 2 }),
        }}
        itemCount={lines.length}
        condensed={narrow}
        loading={ask.loading}
        selectedItemsCount={all ? "All" : chosen.selectedResources.length}
        onSelectionChange={chosen.handleSelectionChange}
        hasMoreItems={pages.previous !== undefined || pages.next !== undefined}
        paginatedSelectAllActionText={t("orders.again.select_all")}
        {...(all ? { paginatedSelectAllText: t("orders.again.all_selected") } : {})}
        promotedBulkActions={[
          {
            content: t("orders.again.action"),
            onAction: () => {
              setSending(true);
            },
          },
        ]}
        headings={headings(t)}
        emptyState={<EmptyList view={view} ask={ask} />}
        pagination={{
          accessibilityLabel: t("orders.pages.label"),
          accessibilityLabels: { previous: t("orders.pages.previous"), next: t("orders.pages.next") },
          ...turn("previous"),
          ...turn("next"),
        }}
      >
        {lines.map((line, position) => {
          const selected = all || chosen.selectedResources.includes(String(line.ref));
          const Row = narrow ? NarrowRow : WideRow;
          return <Row key={line.ref} line={line} position={position} selected={selected} />;
        })}
      </IndexTable>
      {sending && (
        <AgainDialog
          query={writeQuestion(view.query)}
          refs={all ? undefined : chosen.selectedResources}
          onClose={() => {
            setSending(false);
          }}
        />
      )}
    </>
  );
}
