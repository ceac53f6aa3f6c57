import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useText } from "../frame/use-text.ts";
import { NEW_PIXEL, type ConnectionView } from "./connection-view.ts";

/** Every pixel of the shop, and the way to one more. */
export function PixelsCard({ view: { pixels, shown } }: { view: ConnectionView }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t("connection.pixels.heading")}
          </Text>
          <Button url={`?pixel=${NEW_PIXEL}`} disabled={shown === undefined}>
            {t("connection.pixels.add")}
          </Button>
        </InlineStack>
        {pixels.map(({ code, status }) => (
          <InlineStack key={code} align="space-between" blockAlign="center" gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as="span" {...(code === shown?.code ? { fontWeight: "semibold" } : {})}>
                {code}
              </Text>
              <StatusBadge status={status} />
            </InlineStack>
            {code !== shown?.code && (
              <Button
                variant="plain"
                url={`?pixel=${code}`}
                accessibilityLabel={t("connection.pixels.open_label", { code })}
              >
                {t("connection.pixels.open")}
              </Button>
            )}
          </InlineStack>
        ))}
        <Text as="p" tone="subdued">
          {t("connection.pixels.note")}
        </Text>
      </BlockStack>
    </Card>
  );
}
