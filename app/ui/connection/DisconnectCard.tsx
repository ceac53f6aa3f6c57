import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { useIntent } from "../frame/use-intent.ts";

/** Forgets the token, after asking once. */
export function DisconnectCard({ pixel }: { pixel: string }) {
  const t = useText();
  const modal = `disconnect-${pixel}`;
  const appBridge = useAppBridge();
  const { submit, busy } = useIntent("disconnect", { pixel });
  const close = () => {
    void appBridge.modal.hide(modal);
  };
  const disconnect = () => {
    close();
    submit();
  };
  return (
    <Card>
      <InlineStack align="space-between" blockAlign="center" gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t("connection.disconnect.heading")}
          </Text>
          <Text as="p" tone="subdued">
            {t("connection.disconnect.note")}
          </Text>
        </BlockStack>
        <Button
          tone="critical"
          loading={busy}
          onClick={() => {
            void appBridge.modal.show(modal);
          }}
        >
          {t("connection.disconnect.button")}
        </Button>
      </InlineStack>
      <Modal id={modal}>
        <Box padding="400">
          <Text as="p">{t("connection.disconnect.consequence")}</Text>
        </Box>
        <TitleBar title={t("connection.disconnect.question", { code: pixel })}>
          <button variant="primary" tone="critical" onClick={disconnect}>
            {t("connection.disconnect.button")}
          </button>
          <button onClick={close}>{t("connection.disconnect.cancel")}</button>
        </TitleBar>
      </Modal>
    </Card>
  );
}
