import { BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { PurchasesView } from "./purchases.ts";

/** The one number: how many of the eligible orders TikTok has accepted. */
export function PurchasesCard({ purchases }: { purchases: PurchasesView }) {
  const t = useText();
  const { today, lately, span, sentence, empty, gap } = purchases;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="baseline" gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.purchases.heading")}
          </Text>
          <Link url="/app/coverage">{t(gap ? "home.purchases.see_gap" : "home.purchases.see_days")}</Link>
        </InlineStack>
        {!empty && (
          <InlineStack gap="800">
            {today !== undefined && <Figure label={t("home.purchases.today")} figure={today} />}
            <Figure label={span} figure={lately} />
          </InlineStack>
        )}
        <Text as="p" tone="subdued">
          {sentence}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Figure({ label, figure }: { label: string; figure: string }) {
  return (
    <BlockStack gap="050">
      <Text as="p" tone="subdued" variant="bodySm">
        {label}
      </Text>
      <Text as="p" variant="headingLg">
        {figure}
      </Text>
    </BlockStack>
  );
}
