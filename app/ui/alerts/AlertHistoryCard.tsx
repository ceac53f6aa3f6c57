import { BlockStack, Divider, InlineStack, Link, List, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
import type { AlertRow, AlertsView } from "./alerts-view.ts";

/** What was told, the newest first. */
export function AlertHistoryCard({ view }: { view: Pick<AlertsView, "rows" | "looked" | "timeZone"> }) {
  const t = useText();
  const times = t("alerts.history.times", { zone: view.timeZone });
  return (
    <Section id="history" title={t("alerts.history.title")} about={times}>
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          {view.looked}
        </Text>
        {view.rows.length === 0 && <Text as="p">{t("alerts.history.none")}</Text>}
        {view.rows.map((row) => (
          <Alert key={row.id} row={row} />
        ))}
      </BlockStack>
    </Section>
  );
}

function Alert({ row: { title, url, badge, what, when, messages } }: { row: AlertRow }) {
  return (
    <BlockStack gap="200">
      <Divider />
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          <Link url={url} monochrome>
            {title}
          </Link>
        </Text>
        <StatusBadge status={badge} />
      </InlineStack>
      <Text as="p">{what}</Text>
      <Text as="p" tone="subdued">
        {when}
      </Text>
      <List>
        {messages.map((message, index) => (
          <List.Item key={index}>{message}</List.Item>
        ))}
      </List>
    </BlockStack>
  );
}
