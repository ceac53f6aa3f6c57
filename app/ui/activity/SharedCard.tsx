import { BlockStack, Button, ButtonGroup, Card, FormLayout, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import type { ActivityView } from "./activity-view.ts";
import { useDownload } from "./use-download.ts";

/** Gives out what was shared with TikTok, and on which ground. */
export function SharedCard({ range }: Pick<ActivityView, "range">) {
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const download = useDownload();
  const wrong = from > to ? "The last day is before the first." : undefined;
  const save = (format: "csv" | "json") => ({
    loading: download.pending === nameOf(format),
    disabled: from === "" || to === "" || wrong !== undefined,
    onClick: () => {
      download.save({ name: nameOf(format), fields: { file: "shared", format, from, to } });
    },
  });
  const nameOf = (format: string) => `shared-with-tiktok-${from}-${to}.${format}`;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            What was shared with TikTok
          </Text>
          <Text as="p" tone="subdued">
            One line for each order and pixel: when it was sent, what became of it, which personal fields it
            had, and on which ground of consent.
          </Text>
        </BlockStack>
        <FormLayout>
          <FormLayout.Group condensed>
            <TextField
              label="Orders placed from"
              type="date"
              value={from}
              onChange={setFrom}
              autoComplete="off"
            />
            <TextField
              label="to"
              type="date"
              value={to}
              onChange={setTo}
              autoComplete="off"
              {...(wrong === undefined ? {} : { error: wrong })}
            />
          </FormLayout.Group>
        </FormLayout>
        <ButtonGroup>
          <Button {...save("csv")}>Download CSV</Button>
          <Button {...save("json")}>Download JSON</Button>
        </ButtonGroup>
      </BlockStack>
    </Card>
  );
}
