import { BlockStack, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";
import { useText } from "../frame/use-text.ts";
import type { CoveragePageView } from "./coverage-page-view.ts";

/** The one number, and the comparison that it rests on. */
export function SummaryCard({ view }: { view: Pick<CoveragePageView, "number" | "sentence" | "sweep"> }) {
  const t = useText();
  const { submit, busy } = useIntent("sweep");
  const { number, sentence, sweep } = view;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="heading2xl">
            {number}
          </Text>
          <Text as="p">{sentence}</Text>
        </BlockStack>
        <InlineStack align="space-between" blockAlign="center" gap="400">
          <Text as="p" tone={sweep.problem ? "critical" : "subdued"}>
            {sweep.text}
          </Text>
          <Button loading={busy} onClick={submit}>
            {t("coverage.summary.compare")}
          </Button>
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
