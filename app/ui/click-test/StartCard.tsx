import { BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import { ExternalIcon } from "@shopify/polaris-icons";
import { Verbatim } from "../facts/Verbatim.tsx";
import type { ClickTestView } from "./click-test-view.ts";

interface StartCardProps {
  view: Pick<ClickTestView, "link" | "clickId" | "started">;
  onStart(): void;
  onRestart(): void;
}

/** What to do, and the way into the shop. */
export function StartCard({ view: { link, clickId, started }, onStart, onRestart }: StartCardProps) {
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="p">
          Be a shopper who comes from a TikTok ad. The click id is a test: it is carried like a real one and
          is never sent to TikTok.
        </Text>
        <List type="number">
          <List.Item>Open the shop, and agree to its cookie banner if there is one.</List.Item>
          <List.Item>Add a product to the cart and go to the checkout. You need not pay.</List.Item>
          <List.Item>Go back, and press Buy it now on a product page.</List.Item>
          <List.Item>Come back to this page: it shows what arrives, as it arrives.</List.Item>
        </List>
        <InlineStack gap="300" blockAlign="center">
          <Button variant="primary" icon={ExternalIcon} url={link} target="_blank" onClick={onStart}>
            {started ? "Open the shop again" : "Open the shop"}
          </Button>
          {started && <Button onClick={onRestart}>New test</Button>}
        </InlineStack>
        {started && (
          <Text as="p" tone="subdued" variant="bodySm">
            Click id of this test: <Verbatim label="the click id of this test" value={clickId} />
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
