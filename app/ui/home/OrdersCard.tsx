import {
  Badge,
  BlockStack,
  Box,
  Card,
  IndexTable,
  InlineStack,
  Link,
  Text,
  useBreakpoints,
} from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Time } from "../frame/Time.tsx";
import type { OrderRow } from "./home-view.ts";

interface OrdersCardProps {
  orders: readonly OrderRow[];
  timeZone: string;
}

/** The latest orders and where each stands. */
export function OrdersCard({ orders, timeZone }: OrdersCardProps) {
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            Latest orders
          </Text>
          {orders.length > 0 && (
            <Text as="span" tone="subdued" variant="bodySm">
              Times in {timeZone}
            </Text>
          )}
        </InlineStack>
      </Box>
      {orders.length === 0 ? <NoOrders /> : <OrdersTable orders={orders} />}
    </Card>
  );
}

function NoOrders() {
  return (
    <Box padding="400" paddingBlockStart="0">
      <Text as="p" tone="subdued">
        No order has come in since the app was installed. The next one appears here within seconds.
      </Text>
    </Box>
  );
}

function OrdersTable({ orders }: Pick<OrdersCardProps, "orders">) {
  const narrow = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{ singular: "order", plural: "orders" }}
      itemCount={orders.length}
      selectable={false}
      condensed={narrow}
      headings={[
        { title: "Order" },
        { title: "Placed" },
        { title: "TikTok" },
        { title: "Click id" },
        { title: "Value", alignment: "end" },
      ]}
    >
      {orders.map((order, position) =>
        narrow ? (
          <NarrowRow key={order.orderId} order={order} position={position} />
        ) : (
          <WideRow key={order.orderId} order={order} position={position} />
        ),
      )}
    </IndexTable>
  );
}

interface RowProps {
  order: OrderRow;
  position: number;
}

function WideRow({ order, position }: RowProps) {
  const { orderId, name, url, placed, value, hasClickId, status } = order;
  return (
    <IndexTable.Row id={orderId} position={position}>
      <IndexTable.Cell>
        <Link url={url} monochrome removeUnderline dataPrimaryLink>
          <Text as="span" fontWeight="semibold">
            {name}
          </Text>
        </Link>
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Time at={placed} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StatusBadge status={status} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        {hasClickId ? (
          "Yes"
        ) : (
          <Text as="span" tone="subdued">
            {hasClickId === undefined ? "No longer kept" : "No"}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {value ?? "Unknown"}
        </Text>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function NarrowRow({ order, position }: RowProps) {
  const { orderId, name, url, placed, value, hasClickId, status } = order;
  return (
    <IndexTable.Row id={orderId} position={position}>
      <Box padding="300" paddingInlineStart="400" paddingInlineEnd="400" width="100%">
        <BlockStack gap="150">
          <InlineStack align="space-between" gap="200">
            <Link url={url} monochrome removeUnderline dataPrimaryLink>
              <Text as="span" fontWeight="semibold">
                {name}
              </Text>
            </Link>
            <Text as="span" numeric>
              {value ?? "Unknown"}
            </Text>
          </InlineStack>
          <Text as="span" tone="subdued" variant="bodySm">
            <Time at={placed} />
          </Text>
          <InlineStack gap="150">
            <StatusBadge status={status} />
            {hasClickId && <Badge>Click id</Badge>}
          </InlineStack>
        </BlockStack>
      </Box>
    </IndexTable.Row>
  );
}
