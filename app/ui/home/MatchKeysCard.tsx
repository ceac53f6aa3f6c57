import { BlockStack, Card, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { MatchKeyRow } from "./figures.ts";
import "./coverage.css";

/** What TikTok can match purchases on, and what would raise it. */
export function MatchKeysCard({ keys }: { keys: readonly MatchKeyRow[] }) {
  const t = useText();
  if (keys.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd" id="match-keys">
            {t("home.keys.heading")}
          </Text>
          <Text as="p" tone="subdued">
            {t("home.keys.explanation")}
          </Text>
        </BlockStack>
        <ul className="coverage" aria-labelledby="match-keys">
          {keys.map(({ key, label, share, shareText, advice }) => (
            <li key={key}>
              <div className="coverage-line">
                <span>{label}</span>
                <span>{shareText}</span>
              </div>
              <div className="coverage-bar" aria-hidden="true">
                <div style={{ inlineSize: `${share * 100}%` }} />
              </div>
              {advice !== undefined && (
                <Text as="p" tone="subdued" variant="bodySm">
                  {advice}
                </Text>
              )}
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
