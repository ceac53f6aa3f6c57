import { BlockStack, Card, InlineGrid, InlineStack, Page, Text } from "@shopify/polaris";
import { ExternalIcon } from "@shopify/polaris-icons";
import { useRef } from "react";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useFreshData } from "../frame/use-fresh-data.ts";
import { useText } from "../frame/use-text.ts";
import { CopyButton } from "./CopyButton.tsx";
import type { ReceiptView } from "./receipt-view.ts";
import { RetryCard } from "./RetryCard.tsx";
import { Timeline } from "./Timeline.tsx";

/** One order, from the click to what TikTok counts. */
export function Receipt({ view }: { view: ReceiptView }) {
  const t = useText();
  const summary = useRef<HTMLDivElement>(null);
  useFreshData(view.status.moving);
  return (
    <Page
      title={t("receipt.page.title", { name: view.title })}
      titleMetadata={<StatusBadge status={view.status} />}
      subtitle={t("receipt.page.time_zone", { zone: view.timeZone })}
      backAction={{ content: t("receipt.page.back"), url: "/app/orders" }}
      secondaryActions={[
        { content: t("receipt.page.shopify"), icon: ExternalIcon, url: view.orderUrl, target: "_top" },
      ]}
    >
      <BlockStack gap="400">
        <div ref={summary} tabIndex={-1} className="receipt-summary">
          <Summary view={view} />
        </div>
        {view.retry !== undefined && <RetryCard retry={view.retry} onSent={() => summary.current?.focus()} />}
        <Hops view={view} />
      </BlockStack>
    </Page>
  );
}

/** One line of hops; an order with events for several pixels branches after its own hops. */
function Hops({ view: { orderHops, sections } }: { view: ReceiptView }) {
  const [only, second] = sections;
  if (only !== undefined && second === undefined)
    return (
      <Card>
        <Timeline hops={[...orderHops, ...only.hops]} level="h2" />
      </Card>
    );
  return (
    <>
      <Card>
        <Timeline hops={orderHops} level="h2" />
      </Card>
      {sections.map(({ heading, hops }) => (
        <Card key={heading}>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd" breakWord>
              {heading}
            </Text>
            <Timeline hops={hops} level="h3" />
          </BlockStack>
        </Card>
      ))}
    </>
  );
}

function Summary({ view }: { view: ReceiptView }) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {view.status.meaning}
        </Text>
        <InlineGrid columns={{ xs: 2, sm: view.summary.length }} gap="400">
          {view.summary.map(({ label, value }) => (
            <BlockStack key={label} gap="050">
              <Text as="span" tone="subdued" variant="bodySm">
                {label}
              </Text>
              <Text as="span" fontWeight="semibold" breakWord>
                {value}
              </Text>
            </BlockStack>
          ))}
        </InlineGrid>
        <InlineStack>
          <CopyButton text={view.json} />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}
