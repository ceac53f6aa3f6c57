import { useRevalidator } from "@remix-run/react";
import { Badge, BlockStack, Button, Card, Divider, InlineStack, Text } from "@shopify/polaris";
import { Time } from "../frame/Time.tsx";
import type { RequestRow } from "./activity-view.ts";
import { useDownload } from "./use-download.ts";

/** Customers who asked what is stored of them, and the files to send them. */
export function RequestsCard({ requests }: { requests: readonly RequestRow[] }) {
  const revalidator = useRevalidator();
  const download = useDownload(() => {
    revalidator.revalidate();
  });
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            What customers asked for
          </Text>
          <Text as="p" tone="subdued">
            Shopify has sent you the customer’s name with the same request number. Download the file and send
            it to the customer within 30 days. It says what is stored of their orders, and what went to
            TikTok.
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
  return (
    <InlineStack align="space-between" blockAlign="center" gap="300">
      <BlockStack gap="100">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm">
            Request {request}
          </Text>
          <Badge tone={status.tone}>{status.label}</Badge>
        </InlineStack>
        <Text as="p" tone="subdued">
          Asked <Time at={asked} />. {about}.
        </Text>
      </BlockStack>
      <Button
        loading={loading}
        onClick={onDownload}
        accessibilityLabel={`Download file for request ${request}`}
      >
        Download file
      </Button>
    </InlineStack>
  );
}
