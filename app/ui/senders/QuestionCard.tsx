import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Box, Button, Card, ChoiceList, Text } from "@shopify/polaris";
import { useEffect, useState } from "react";
import type { SaveAnswer } from "../frame/use-saved-form.ts";
import { useText } from "../frame/use-text.ts";
import type { SendersView } from "./senders-view.ts";

/** What only the merchant can know, and is kept. */
export function QuestionCard({ view }: { view: SendersView }) {
  const t = useText();
  const appBridge = useAppBridge();
  const fetcher = useFetcher<SaveAnswer>();
  const [chosen, setChosen] = useState<string>();
  const selected = chosen ?? view.answer;
  const error = fetcher.data?.kind === "invalid" ? fetcher.data.errors["answer"] : undefined;

  useEffect(() => {
    if (fetcher.data?.kind !== "saved") return;
    appBridge.toast.show(fetcher.data.message);
  }, [fetcher.data, appBridge]);

  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("senders.question.heading")}
        </Text>
        <ChoiceList
          title={t("senders.question.label")}
          choices={view.answers}
          selected={selected === undefined ? [] : [selected]}
          onChange={([answer]) => {
            setChosen(answer);
          }}
          {...(error === undefined ? {} : { error })}
        />
        <Text as="p" tone="subdued">
          {t("senders.question.help")}
        </Text>
        <Box>
          <Button
            loading={fetcher.state !== "idle"}
            onClick={() => {
              fetcher.submit({ intent: "answer", answer: selected ?? "" }, { method: "post" });
            }}
          >
            {t("senders.question.save")}
          </Button>
        </Box>
        {view.answered !== undefined && (
          <Text as="p" tone="subdued" variant="bodySm">
            {view.answered}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
