import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import type { TestResult } from "./alerts-view.ts";

interface TestButtonProps {
  intent: "test_mail" | "test_webhook";
  /** There is input that the test would not go by. */
  unsaved: boolean;
}

/** Sends a test message, and says what the other side answered. */
export function TestButton({ intent, unsaved }: TestButtonProps) {
  const t = useText();
  const fetcher = useFetcher<TestResult>();
  const busy = fetcher.state !== "idle";
  const result = busy ? undefined : fetcher.data;
  return (
    <BlockStack gap="200">
      <InlineStack>
        <Button
          loading={busy}
          disabled={unsaved}
          onClick={() => {
            fetcher.submit({ intent }, { method: "post" });
          }}
        >
          {t("alerts.test.send")}
        </Button>
      </InlineStack>
      {unsaved && (
        <Text as="p" tone="subdued">
          {t("alerts.test.save_first")}
        </Text>
      )}
      <div role="status" style={{ overflowWrap: "anywhere" }}>
        {result?.lines.map((line) => (
          <Text key={line} as="p" tone={result.tone}>
            {line}
          </Text>
        ))}
      </div>
    </BlockStack>
  );
}
