import { IndexTable, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import type { OrderLineView } from "./order-line.ts";
import { ReceiptLink } from "./ReceiptLink.tsx";

interface RowProps {
  line: OrderLineView;
  position: number;
  selected: boolean;
}

/** An order on a wide screen: a cell for everything. */
export function WideRow({ line, position, selected }: RowProps) {
  const t = useText();
  const { ref, placed, value, status, reason, carrier, hasClick, pixel, morePixels, answer } = line;
  const nothing = t("orders.cell.nothing");
  return (
    <IndexTable.Row id={String(ref)} position={position} selected={selected}>
      <IndexTable.Cell>
        <ReceiptLink url={line.url} name={line.name} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Time at={placed} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {value ?? t("orders.cell.unknown")}
        </Text>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StatusBadge status={status} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Maybe text={reason} otherwise="" />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Maybe text={hasClick ? carrier : undefined} otherwise={carrier} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Maybe text={pixel} otherwise={nothing} />
        {morePixels !== undefined && (
          <Text as="p" tone="subdued" variant="bodySm">
            {morePixels}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Maybe text={answer} otherwise={nothing} />
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function Maybe({ text, otherwise }: { text: string | undefined; otherwise: string }) {
  return text === undefined ? (
    <Text as="span" tone="subdued">
      {otherwise}
    </Text>
  ) : (
    <>{text}</>
  );
}
