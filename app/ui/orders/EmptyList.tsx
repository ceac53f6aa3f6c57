import { BlockStack, Box, Button, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { OrdersView } from "./orders-view.ts";
import type { Ask } from "./use-ask.ts";

/** Why there is nothing to see, and the way back. */
export function EmptyList({ view: { empty }, ask }: { view: OrdersView; ask: Ask }) {
  const t = useText();
  const kind = empty?.kind ?? "none";
  return (
    <Box padding="800">
      <BlockStack gap="200" inlineAlign="center">
        <Text as="h2" variant="headingMd" alignment="center">
          {t(`orders.empty.${kind}.title`)}
        </Text>
        <Text as="p" tone="subdued" alignment="center">
          {empty?.kind === "go_on" ? empty.text : t(`orders.empty.${kind}.text`)}
        </Text>
        {kind === "no_match" && (
          <Button
            onClick={() => {
              ask.go("");
            }}
          >
            {t("orders.empty.no_match.action")}
          </Button>
        )}
      </BlockStack>
    </Box>
  );
}
