import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useIntent } from "../frame/use-intent.ts";

/** Forgets the token, after asking once. */
export function DisconnectCard({ pixel }: { pixel: string }) {
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
            Disconnect this pixel
          </Text>
          <Text as="p" tone="subdued">
            Its access token is deleted here. What waits to be sent to it waits until it is connected again.
          </Text>
        </BlockStack>
        <Button
          tone="critical"
          loading={busy}
          onClick={() => {
            void appBridge.modal.show(modal);
          }}
        >
          Disconnect
        </Button>
      </InlineStack>
      <Modal id={modal}>
        <Box padding="400">
          <Text as="p">
            Nothing is sent to this pixel from then on. What waits for it is kept, and goes out by itself when
            you connect it again; while no pixel is connected at all, new orders are kept too. To connect
            again you need a new access token.
          </Text>
        </Box>
        <TitleBar title={`Disconnect pixel ${pixel}?`}>
          <button variant="primary" tone="critical" onClick={disconnect}>
            Disconnect
          </button>
          <button onClick={close}>Cancel</button>
        </TitleBar>
      </Modal>
    </Card>
  );
}
