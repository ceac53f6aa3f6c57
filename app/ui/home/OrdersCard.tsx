import { Box, Card, IndexTable, InlineStack, Link, Text, useBreakpoints } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import { NarrowOrder } from "../orders/NarrowOrder.tsx";
import { ReceiptLink } from "../orders/ReceiptLink.tsx";
import type { OrderRow } from "./home-view.ts";

interface OrdersCardProps {
  orders: readonly OrderRow[];
  timeZone: string;
}

/** The latest orders and where each stands. */
export function OrdersCard({ orders, timeZone }: OrdersCardProps) {
  const t = useText();
  return (
    <Card padding="0">
      <Box padding="400" paddingBlockEnd="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.orders.heading")}
          </Text>
          {orders.length > 0 && (
            <Text as="span" tone="subdued" variant="bodySm">
              {t("orders.times", { zone: timeZone })}
            </Text>
          )}
        </InlineStack>
      </Box>
      {orders.length === 0 ? <NoOrders /> : <OrdersTable orders={orders} />}
      {orders.length > 0 && (
        <Box padding="400">
          <Link url="/app/orders">{t("home.orders.all")}</Link>
        </Box>
      )}
    </Card>
  );
}

function NoOrders() {
  const t = useText();
  return (
    <Box padding="400" paddingBlockStart="0">
      <Text as="p" tone="subdued">
        {t("home.orders.empty")}
      </Text>
    </Box>
  );
}

function OrdersTable({ orders }: Pick<OrdersCardProps, "orders">) {
  const t = useText();
  const narrow = useBreakpoints().smDown;
  return (
    <IndexTable
      resourceName={{
        singular: t("orders.resource", { count: 1 }),
        plural: t("orders.resource", { count: 2 }),
      }}
      itemCount={orders.length}
      selectable={false}
      condensed={narrow}
      headings={[
        { title: t("orders.column.order") },
        { title: t("orders.column.placed") },
        { title: t("home.orders.state") },
        { title: t("home.orders.click") },
        { title: t("orders.column.value"), alignment: "end" },
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
  const t = useText();
  const { orderId, name, url, placed, value, hasClickId, status } = order;
  return (
    <IndexTable.Row id={orderId} position={position}>
      <IndexTable.Cell>
        <ReceiptLink url={url} name={name} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Time at={placed} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        <StatusBadge status={status} />
      </IndexTable.Cell>
      <IndexTable.Cell>
        {hasClickId ? (
          t("home.orders.click_yes")
        ) : (
          <Text as="span" tone="subdued">
            {t(hasClickId === undefined ? "home.orders.click_gone" : "home.orders.click_no")}
          </Text>
        )}
      </IndexTable.Cell>
      <IndexTable.Cell>
        <Text as="span" alignment="end" numeric>
          {value ?? t("orders.cell.unknown")}
        </Text>
      </IndexTable.Cell>
    </IndexTable.Row>
  );
}

function NarrowRow({ order, position }: RowProps) {
  const t = useText();
  const { orderId, hasClickId } = order;
  return (
    <IndexTable.Row id={orderId} position={position}>
      <Box padding="300" paddingInline="400" width="100%">
        <NarrowOrder {...order} click={hasClickId === true ? t("home.orders.click") : undefined} />
      </Box>
    </IndexTable.Row>
  );
}
