import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Divider, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
import { Time } from "../frame/Time.tsx";
import { ChangeList } from "./ChangeList.tsx";
import type { HistoryEntry, HistoryView } from "./history-view.ts";

/** Who changed what, when. Its key is the revision: a new change begins it anew. */
export function HistoryCard({ first }: { first: HistoryView }) {
  const t = useText();
  const { entries, olderThan, loading, showOlder } = useHistory(first);
  return (
    <Section id="history" title={t("settings.history.title")} about={t("settings.history.about")}>
      <BlockStack gap="400">
        {entries.length === 0 && (
          <Text as="p" tone="subdued">
            {t("settings.history.none")}
          </Text>
        )}
        {entries.map((entry, index) => (
          <BlockStack key={entry.revision} gap="400">
            {index > 0 && <Divider />}
            <Entry entry={entry} />
          </BlockStack>
        ))}
        {olderThan !== undefined && (
          <InlineStack>
            <Button loading={loading} onClick={showOlder}>
              {t("settings.history.older")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Section>
  );
}

function Entry({ entry: { when, who, lines, note } }: { entry: HistoryEntry }) {
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" align="space-between">
        <Text as="h3" variant="headingSm">
          {who}
        </Text>
        <Text as="span" tone="subdued">
          <Time at={when} />
        </Text>
      </InlineStack>
      {note !== undefined && <Text as="p">{note}</Text>}
      {lines.length > 0 && <ChangeList lines={lines} />}
    </BlockStack>
  );
}

function useHistory(first: HistoryView) {
  const fetcher = useFetcher<HistoryView>();
  const [pages, setPages] = useState<readonly HistoryView[]>([first]);
  const { data } = fetcher;

  if (data !== undefined && !pages.includes(data)) setPages([...pages, data]);

  const olderThan = pages.at(-1)?.olderThan;
  return {
    entries: pages.flatMap(({ entries }) => entries),
    olderThan,
    loading: fetcher.state !== "idle",
    showOlder: () => {
      if (olderThan !== undefined) fetcher.load(`/app/settings/history?before=${olderThan}`);
    },
  };
}
