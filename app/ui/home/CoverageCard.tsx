import { BlockStack, Card, InlineGrid, Text } from "@shopify/polaris";
import { useId } from "react";
import { useText } from "../frame/use-text.ts";
import type { CoverageRow, CoverageView } from "./coverage.ts";
import "./coverage.css";

/** By which way click ids arrive, and why some orders have none. */
export function CoverageCard({ coverage }: { coverage: CoverageView }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("home.clicks.heading")}
          </Text>
          <Text as="p" {...(coverage.empty ? { tone: "subdued" } : {})}>
            {coverage.sentence}
          </Text>
        </BlockStack>
        {!coverage.empty && (
          <InlineGrid columns={{ xs: 1, md: 2 }} gap={{ xs: "400", md: "800" }}>
            <Rows title={t("home.clicks.carriers")} rows={coverage.carriers} />
            <Rows title={t("home.clicks.paths")} rows={coverage.paths} />
          </InlineGrid>
        )}
        <Rows title={t("home.clicks.gaps")} rows={coverage.gaps} />
      </BlockStack>
    </Card>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly CoverageRow[] }) {
  const id = useId();
  if (rows.length === 0) return null;
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm" id={id}>
        {title}
      </Text>
      <ul className="coverage" aria-labelledby={id}>
        {rows.map(({ key, label, note, orders, share, shareText }) => (
          <li key={key}>
            <div className="coverage-line">
              <span>{label}</span>
              <span>
                {orders} <span className="coverage-share">{shareText}</span>
              </span>
            </div>
            <div className="coverage-bar" aria-hidden="true">
              <div style={{ inlineSize: `${share * 100}%` }} />
            </div>
            {note !== undefined && (
              <Text as="p" tone="subdued" variant="bodySm">
                {note}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </BlockStack>
  );
}
