import { useFetcher } from "@remix-run/react";
import { Banner, BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { Facts } from "../facts/Facts.tsx";
import { useText } from "../frame/use-text.ts";
import type { PixelView } from "./connection-view.ts";
import type { TestAnswer } from "./test-answer.ts";

/** Sends one event that is not counted, and shows TikTok's own answer. */
export function TestEventCard({ pixel }: { pixel?: PixelView }) {
  const t = useText();
  const testBlocked = pixel === undefined ? t("connection.test_event.blocked.no_pixel") : pixel.testBlocked;
  const fetcher = useFetcher<TestAnswer>();
  const sending = fetcher.state !== "idle";
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("connection.test_event.heading")}
          </Text>
          <Text as="p" tone="subdued">
            {t("connection.test_event.note")}
          </Text>
        </BlockStack>
        <div>
          <InlineStack gap="300" blockAlign="center">
            <Button
              disabled={testBlocked !== undefined}
              loading={sending}
              onClick={() => {
                fetcher.submit({ intent: "test", pixel: pixel?.code ?? "" }, { method: "post" });
              }}
            >
              {t("connection.test_event.button")}
            </Button>
            {testBlocked !== undefined && (
              <Text as="span" tone="subdued">
                {testBlocked}
              </Text>
            )}
          </InlineStack>
          <div aria-live="polite">
            {!sending && fetcher.data !== undefined && <Answer answer={fetcher.data} />}
          </div>
        </div>
      </BlockStack>
    </Card>
  );
}

function Answer({ answer }: { answer: TestAnswer }) {
  return (
    <Box paddingBlockStart="400">
      <Banner tone={answer.accepted ? "success" : "critical"} title={answer.title}>
        <BlockStack gap="200">
          <p>{answer.advice}</p>
          {answer.answer.length > 0 && <Facts facts={answer.answer} />}
        </BlockStack>
      </Banner>
    </Box>
  );
}
