import { BlockStack, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import { ExternalIcon } from "@shopify/polaris-icons";
import { Verbatim } from "../facts/Verbatim.tsx";
import { useText } from "../frame/use-text.ts";
import type { ClickTestView } from "./click-test-view.ts";

interface StartCardProps {
  view: Pick<ClickTestView, "link" | "clickId" | "started">;
  onStart(): void;
  onRestart(): void;
}

/** What to do, and the way into the shop. */
export function StartCard({ view: { link, clickId, started }, onStart, onRestart }: StartCardProps) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="p">{t("click_test.start.intro")}</Text>
        <List type="number">
          <List.Item>{t("click_test.start.consent")}</List.Item>
          <List.Item>{t("click_test.start.cart")}</List.Item>
          <List.Item>{t("click_test.start.buy_now")}</List.Item>
          <List.Item>{t("click_test.start.come_back")}</List.Item>
        </List>
        <InlineStack gap="300" blockAlign="center">
          <Button variant="primary" icon={ExternalIcon} url={link} target="_blank" onClick={onStart}>
            {t(`click_test.start.${started ? "open_again" : "open"}`)}
          </Button>
          {started && <Button onClick={onRestart}>{t("click_test.start.new_test")}</Button>}
        </InlineStack>
        {started && (
          <Text as="p" tone="subdued" variant="bodySm">
            {t("click_test.start.click_id")}:{" "}
            <Verbatim label={t("click_test.start.click_id")} value={clickId} />
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
