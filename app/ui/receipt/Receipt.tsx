import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Card, InlineGrid, Page, Text } from "@shopify/polaris";
import { ClipboardIcon, ExternalIcon } from "@shopify/polaris-icons";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useFreshData } from "../frame/use-fresh-data.ts";
import type { ReceiptView } from "./receipt-view.ts";
import { Timeline } from "./Timeline.tsx";

/** One order, from the click to what TikTok counts. */
export function Receipt({ view }: { view: ReceiptView }) {
  const copy = useCopyJson(view.json);
  useFreshData(view.status.moving);
  return (
    <Page
      title={`Order ${view.title}`}
      titleMetadata={<StatusBadge status={view.status} />}
      subtitle={`Times in ${view.timeZone}`}
      backAction={{ content: "Home", url: "/app" }}
      secondaryActions={[
        { content: "Copy as JSON", icon: ClipboardIcon, onAction: copy },
        { content: "Order in Shopify", icon: ExternalIcon, url: view.orderUrl, target: "_top" },
      ]}
    >
      <BlockStack gap="400">
        <Summary view={view} />
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
        <Timeline hops={[...orderHops, ...only.hops]} />
      </Card>
    );
  return (
    <>
      <Card>
        <Timeline hops={orderHops} />
      </Card>
      {sections.map(({ heading, hops }) => (
        <Card key={heading}>
          <BlockStack gap="400">
            <Text as="h2" variant="headingMd">
              {heading}
            </Text>
            <Timeline hops={hops} />
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
              <Text as="span" fontWeight="semibold">
                {value}
              </Text>
            </BlockStack>
          ))}
        </InlineGrid>
      </BlockStack>
    </Card>
  );
}

function useCopyJson(text: string): () => void {
  const appBridge = useAppBridge();
  return () => {
    navigator.clipboard.writeText(text).then(
      () => appBridge.toast.show("Copied as JSON"),
      () => appBridge.toast.show("The browser did not allow copying", { isError: true }),
    );
  };
}
