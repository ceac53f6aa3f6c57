import { Banner, BlockStack, Box, Card, Page, Text } from "@shopify/polaris";
import { useDownload } from "../activity/use-download.ts";
import { useFreshData } from "../frame/use-fresh-data.ts";
import { useText } from "../frame/use-text.ts";
import { OrderFilters } from "./OrderFilters.tsx";
import { OrderTable } from "./OrderTable.tsx";
import { writeQuestion } from "./order-query.ts";
import type { OrdersView } from "./orders-view.ts";
import { useAsk } from "./use-ask.ts";

const FILE = "orders.csv";

/** The event log: every order and where it stands. */
export function OrdersPage({ view }: { view: OrdersView }) {
  const t = useText();
  const ask = useAsk(view.query);
  const download = useDownload();
  useFreshData(view.moving);
  const question = writeQuestion(view.query);
  return (
    <Page
      fullWidth
      title={t("orders.title")}
      secondaryActions={[
        {
          content: t("orders.export.action"),
          loading: download.pending === FILE,
          onAction: () => {
            download.save({ name: FILE, fields: { query: question }, url: "/app/orders/file" });
          },
        },
      ]}
    >
      <BlockStack gap="400">
        {view.notes.map((note) => (
          <Banner key={note} tone="info">
            <p>{note}</p>
          </Banner>
        ))}
        <Card padding="0">
          <OrderFilters view={view} ask={ask} />
          <Box padding="300" paddingInline="400">
            <Text as="p" tone="subdued" variant="bodySm">
              <span role="status">{view.count}</span> · {t("orders.times", { zone: view.timeZone })}
            </Text>
          </Box>
          <OrderTable key={`${question} ${view.lines[0]?.ref ?? ""}`} view={view} ask={ask} />
        </Card>
      </BlockStack>
    </Page>
  );
}
