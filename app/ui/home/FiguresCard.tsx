import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { DayChart } from "./DayChart.tsx";
import type { Figure, FiguresView } from "./figures.ts";

/** What TikTok got: value, clicks, time, and each day. */
export function FiguresCard({ view }: { view: FiguresView }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="500">
        <Text as="h2" variant="headingMd">
          {view.heading}
        </Text>
        {view.figures.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("home.figures.empty")}
          </Text>
        ) : (
          <InlineGrid columns={{ xs: 1, sm: 3 }} gap="400">
            {view.figures.map((figure) => (
              <OneFigure key={figure.key} figure={figure} />
            ))}
          </InlineGrid>
        )}
        {view.chart !== undefined && <DayChart chart={view.chart} />}
      </BlockStack>
    </Card>
  );
}

function OneFigure({ figure: { label, values, note } }: { figure: Figure }) {
  return (
    <BlockStack gap="050">
      <Text as="p" tone="subdued" variant="bodySm">
        {label}
      </Text>
      {values.map((value) => (
        <Text as="p" variant="headingLg" key={value}>
          {value}
        </Text>
      ))}
      {note !== undefined && (
        <Text as="p" tone="subdued" variant="bodySm">
          {note}
        </Text>
      )}
    </BlockStack>
  );
}
