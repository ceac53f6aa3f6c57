import { useRevalidator } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, Divider, InlineStack, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { RequestRow } from "./activity-view.ts";
import { useDownload } from "./use-download.ts";

/** Customers who asked what is stored of them, and the files to send them. */
export function RequestsCard({ requests }: { requests: readonly RequestRow[] }) {
  const t = useText();
  const revalidator = useRevalidator();
  const download = useDownload(() => {
    revalidator.revalidate();
  });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("activity.requests.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("activity.requests.about")}
          </Text>
        </BlockStack>
        {requests.map((row, index) => (
          <BlockStack key={row.id} gap="400">
            {index > 0 && <Divider />}
            <Request
              row={row}
              loading={download.pending === row.fileName}
              onDownload={() => {
                download.save({ name: row.fileName, fields: { file: "request", id: String(row.id) } });
              }}
            />
          </BlockStack>
        ))}
      </BlockStack>
    </Card>
  );
}

interface RequestProps {
  row: RequestRow;
  loading: boolean;
  onDownload(): void;
}

function Request({ row: { request, asked, about, status }, loading, onDownload }: RequestProps) {
  const t = useText();
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            {t("activity.requests.request", { id: request })}
          </Text>
          <Badge tone={status.tone}>{status.label}</Badge>
        </InlineStack>
        <Text as="p" tone="subdued">
          {t("activity.requests.asked", { at: asked.text, about })}
        </Text>
      </BlockStack>
      <Button
        loading={loading}
        onClick={onDownload}
        accessibilityLabel={t("activity.requests.download_for", { id: request })}
      >
        {t("activity.requests.download")}
      </Button>
    </InlineStack>
  );
}
