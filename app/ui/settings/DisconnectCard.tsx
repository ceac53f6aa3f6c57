import { useFetcher } from "@remix-run/react";
import { Modal, TitleBar, useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { useEffect } from "react";
import type { SaveAnswer } from "./settings-view.ts";

const MODAL = "disconnect";

/** Forgets the token, after asking once. */
export function DisconnectCard() {
  const { modal, toast } = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  useEffect(() => {
    if (fetcher.data?.kind === "saved") toast.show(fetcher.data.message);
  }, [fetcher.data, toast]);

  const disconnect = () => {
    void modal.hide(MODAL);
    fetcher.submit({ intent: "disconnect" }, { method: "post" });
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
          loading={fetcher.state !== "idle"}
          onClick={() => {
            void modal.show(MODAL);
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
          <button
            onClick={() => {
              void modal.hide(MODAL);
            }}
          >
            Cancel
          </button>
        </TitleBar>
      </Modal>
    </Card>
  );
}
