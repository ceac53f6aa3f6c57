import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, List, Text } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";
import { useText } from "../frame/use-text.ts";
import type { RetryView } from "./retry-view.ts";

const MODAL = "send-again";

interface RetryCardProps {
  retry: RetryView;
  /** The card goes away: the focus needs another place. */
  onSent(): void;
}

/** What sending again would do, and the way to do it, which asks once. */
export function RetryCard({ retry: { possible, lines }, onSent }: RetryCardProps) {
  const t = useText();
  const appBridge = useAppBridge();
  const { submit, busy } = useIntent("send_again");
  const close = () => {
    void appBridge.modal.hide(MODAL);
  };
  const send = () => {
    close();
    submit();
    onSent();
  };
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("receipt.retry.title")}
        </Text>
        <Lines lines={lines} />
        {possible && (
          <InlineStack>
            <Button
              loading={busy}
              onClick={() => {
                void appBridge.modal.show(MODAL);
              }}
            >
              {t("receipt.retry.action")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
      <Modal id={MODAL}>
        <Box padding="400">
          <BlockStack gap="300">
            <Text as="p">{t("receipt.retry.what_happens")}</Text>
            <Lines lines={lines} />
          </BlockStack>
        </Box>
        <TitleBar title={t("receipt.retry.question")}>
          <button variant="primary" onClick={send}>
            {t("receipt.retry.action")}
          </button>
          <button onClick={close}>{t("receipt.retry.cancel")}</button>
        </TitleBar>
      </Modal>
    </Card>
  );
}

function Lines({ lines }: Pick<RetryView, "lines">) {
  return (
    <List>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
