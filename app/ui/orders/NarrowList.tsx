import { BlockStack, Box, Button, Checkbox, InlineStack, Pagination, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { EmptyList } from "./EmptyList.tsx";
import { NarrowOrder } from "./NarrowOrder.tsx";
import type { ListProps } from "./OrderTable.tsx";
import type { Choosing } from "./use-choosing.ts";
import "./order-list.css";

/** The orders on a narrow screen, where Polaris' table shows no boxes to choose by. */
export function NarrowList({ view, ask, choosing, turn }: ListProps) {
  if (view.lines.length === 0) return <EmptyList view={view} ask={ask} />;
  return (
    <>
      <Box padding="400" paddingBlockStart="0">
        <ChooseAll view={view} choosing={choosing} />
      </Box>
      <ul className="order-list">
        {/* React keeps a property named `ref` to itself. */}
        {view.lines.map(({ ref, ...line }) => (
          <li key={ref} className={choosing.has(ref) ? "chosen" : ""}>
            <Choose name={line.name} id={ref} choosing={choosing} />
            <NarrowOrder {...line} click={line.hasClick ? line.carrier : undefined} />
          </li>
        ))}
      </ul>
      <Turn turn={turn} />
    </>
  );
}

function Choose({ name, id, choosing }: { name: string; id: number; choosing: Choosing }) {
  const t = useText();
  return (
    <Checkbox
      label={t("orders.again.choose_one", { name })}
      labelHidden
      checked={choosing.has(id)}
      onChange={(on) => {
        choosing.tick({ kind: "one", id: String(id), on });
      }}
    />
  );
}

/** The boxes of a page at once, then all that match; and what can be done with them. */
function ChooseAll({ view: { lines, pages }, choosing }: Pick<ListProps, "view" | "choosing">) {
  const t = useText();
  const { count, all } = choosing;
  const whole = all || count === lines.length;
  const isMore = pages.previous !== undefined || pages.next !== undefined;
  return (
    <BlockStack gap="200">
      <Checkbox
        label={t("orders.again.choose_page", { count: lines.length })}
        checked={whole ? true : count > 0 ? "indeterminate" : false}
        onChange={() => {
          choosing.tick({ kind: "page", on: !whole });
        }}
      />
      {count > 0 && (
        <InlineStack gap="200" blockAlign="center">
          <Button
            onClick={() => {
              choosing.setSending(true);
            }}
          >
            {t("orders.again.action")}
          </Button>
          {whole && isMore && !all && (
            <Button
              variant="plain"
              onClick={() => {
                choosing.tick({ kind: "all", on: true });
              }}
            >
              {t("orders.again.select_all")}
            </Button>
          )}
        </InlineStack>
      )}
      <Text as="p" variant="bodySm" tone="subdued">
        <span role="status">
          {all ? t("orders.again.all_selected") : count > 0 ? t("orders.again.chosen", { count }) : ""}
        </span>
      </Text>
    </BlockStack>
  );
}

function Turn({ turn }: Pick<ListProps, "turn">) {
  if (!turn.hasPrevious && !turn.hasNext) return null;
  return (
    <Box padding="300">
      <InlineStack align="center">
        <Pagination {...turn} />
      </InlineStack>
    </Box>
  );
}
