import { BlockStack, Button, Card, Divider, InlineStack, Link, Text } from "@shopify/polaris";
import { useEffect, useRef } from "react";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import { CountList } from "./CountList.tsx";
import type { GapRow, GapView } from "./coverage-page-view.ts";

/** One day, order by order: what is not accepted, and why. Its key is the day: it comes into view when another day is chosen. */
export function GapCard({ gap }: { gap: GapView }) {
  const t = useText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.focus();
  }, []);
  const { day, title, sentence, skipped, skippedListed, rows, more } = gap;
  return (
    <div ref={place} tabIndex={-1} role="region" aria-label={t("coverage.gap.region", { day: title })}>
      <Card>
        <BlockStack gap="400">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            <Button variant="plain" url="?">
              {t("coverage.gap.close")}
            </Button>
          </InlineStack>
          <Text as="p">{sentence}</Text>
          {skipped.length > 0 && <CountList title={t("coverage.gap.not_eligible")} rows={skipped} />}
          {skipped.length > 0 && (
            <InlineStack>
              <Button url={skippedListed ? `?day=${day}` : `?day=${day}&skipped=yes`}>
                {t(skippedListed ? "coverage.gap.list_eligible" : "coverage.gap.list_all")}
              </Button>
            </InlineStack>
          )}
          {rows.map((row) => (
            <Order key={row.orderId} row={row} />
          ))}
          {more && <Text as="p">{t("coverage.gap.more")}</Text>}
        </BlockStack>
      </Card>
    </div>
  );
}

function Order({ row: { name, url, placed, badge, why } }: { row: GapRow }) {
  return (
    <BlockStack gap="200">
      <Divider />
      <InlineStack gap="200" blockAlign="center">
        {url === undefined ? (
          <Text as="span" fontWeight="semibold">
            {name}
          </Text>
        ) : (
          <Link url={url} monochrome>
            <Text as="span" fontWeight="semibold">
              {name}
            </Text>
          </Link>
        )}
        <StatusBadge status={badge} />
        {placed !== undefined && (
          <Text as="span" tone="subdued">
            <Time at={placed} />
          </Text>
        )}
      </InlineStack>
      <Text as="p" tone="subdued">
        {why}
      </Text>
    </BlockStack>
  );
}
