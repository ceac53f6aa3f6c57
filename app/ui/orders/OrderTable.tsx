import { IndexTable, useBreakpoints, type IndexTableProps } from "@shopify/polaris";
import type { Translate } from "../../locales/translate.ts";
import { useText } from "../frame/use-text.ts";
import { AgainDialog } from "./AgainDialog.tsx";
import { EmptyList } from "./EmptyList.tsx";
import { NarrowList } from "./NarrowList.tsx";
import { writeQuestion } from "./order-query.ts";
import type { OrdersView } from "./orders-view.ts";
import { WideRow } from "./OrderRow.tsx";
import type { Ask } from "./use-ask.ts";
import { useChoosing, type Choosing } from "./use-choosing.ts";

interface OrderTableProps {
  view: OrdersView;
  ask: Ask;
}

/** What a list of orders is made of, wide or narrow. */
export interface ListProps extends OrderTableProps {
  choosing: Choosing;
  turn: {
    accessibilityLabel: string;
    accessibilityLabels: { previous: string; next: string };
    hasPrevious: boolean;
    hasNext: boolean;
    onPrevious(): void;
    onNext(): void;
  };
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
  const choosing = useChoosing(view.lines);
  const List = useBreakpoints().mdDown ? NarrowList : WideList;
  const { previous, next } = view.pages;
  const turn = {
    accessibilityLabel: t("orders.pages.label"),
    accessibilityLabels: { previous: t("orders.pages.previous"), next: t("orders.pages.next") },
    ...{ hasPrevious: previous !== undefined, hasNext: next !== undefined },
    onPrevious: () => {
      ask.go(previous ?? "");
    },
    onNext: () => {
      ask.go(next ?? "");
    },
  };
  return (
    <>
      <List view={view} ask={ask} choosing={choosing} turn={turn} />
      {choosing.sending && (
        <AgainDialog
          query={writeQuestion(view.query)}
          refs={choosing.refs}
          onClose={() => {
            choosing.setSending(false);
          }}
        />
      )}
    </>
  );
}

function WideList({ view, ask, choosing, turn }: ListProps) {
  const t = useText();
  const { all } = choosing;
  return (
    <IndexTable
      resourceName={{
        singular: t("orders.resource", { count: 1 }),
        plural: t("orders.resource", { count: 2 }),
      }}
      itemCount={view.lines.length}
      loading={ask.loading}
      selectedItemsCount={all ? "All" : choosing.count}
      onSelectionChange={choosing.onSelectionChange}
      hasMoreItems={turn.hasPrevious || turn.hasNext}
      paginatedSelectAllActionText={t("orders.again.select_all")}
      {...(all ? { paginatedSelectAllText: t("orders.again.all_selected") } : {})}
      promotedBulkActions={[
        {
          content: t("orders.again.action"),
          onAction: () => {
            choosing.setSending(true);
          },
        },
      ]}
      headings={headings(t)}
      emptyState={<EmptyList view={view} ask={ask} />}
      pagination={turn}
    >
      {view.lines.map((line, position) => (
        <WideRow key={line.ref} line={line} position={position} selected={choosing.has(line.ref)} />
      ))}
    </IndexTable>
  );
}
