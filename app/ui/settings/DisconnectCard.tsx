import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";

const MODAL = "disconnect";

/** Forgets the token, after asking once. */
export function DisconnectCard() {
  const appBridge = useAppBridge();
  const { submit, busy } = useIntent("disconnect");
  const close = () => {
    void appBridge.modal.hide(MODAL);
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
            Disconnect TikTok
          </Text>
          <Text as="p" tone="subdued">
            The access token is deleted here. Purchases wait until TikTok is connected again.
          </Text>
        </BlockStack>
        <Button
          tone="critical"
          loading={busy}
          onClick={() => {
            void appBridge.modal.show(MODAL);
          }}
        >
          Disconnect
        </Button>
      </InlineStack>
      <Modal id={MODAL}>
        <Box padding="400">
          <Text as="p">
            Nothing is sent to TikTok from then on. Orders are still received and kept, and go out by
            themselves when you connect again. To connect again you need a new access token.
          </Text>
        </Box>
        <TitleBar title="Disconnect TikTok?">
          <button variant="primary" tone="critical" onClick={disconnect}>
            Disconnect
          </button>
          <button onClick={close}>Cancel</button>
        </TitleBar>
      </Modal>
    </Card>
  );
}
