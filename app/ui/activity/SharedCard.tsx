import { BlockStack, Button, ButtonGroup, Card, InlineGrid, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { useText } from "../frame/use-text.ts";
import type { ActivityView } from "./activity-view.ts";
import { useDownload } from "./use-download.ts";

/** Gives out what was shared with TikTok, and on which ground. */
export function SharedCard({ range }: Pick<ActivityView, "range">) {
  const t = useText();
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const download = useDownload();
  const wrong = from > to ? t("activity.shared.reversed") : undefined;
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
            {t("activity.shared.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("activity.shared.about")}
          </Text>
        </BlockStack>
        <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
          <TextField
            label={t("activity.shared.from")}
            type="date"
            value={from}
            onChange={setFrom}
            autoComplete="off"
          />
          <TextField
            label={t("activity.shared.to")}
            type="date"
            value={to}
            onChange={setTo}
            autoComplete="off"
            {...(wrong === undefined ? {} : { error: wrong })}
          />
        </InlineGrid>
        <ButtonGroup>
          <Button {...save("csv")}>{t("activity.card.download")}</Button>
          <Button {...save("json")}>{t("activity.shared.json")}</Button>
        </ButtonGroup>
      </BlockStack>
    </Card>
  );
}
