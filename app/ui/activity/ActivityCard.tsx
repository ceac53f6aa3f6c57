import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, Divider, InlineStack, Link, Text } from "@shopify/polaris";
import { useState } from "react";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import type { ActivityLine, ActivityPage } from "./activity-view.ts";
import { useDownload } from "./use-download.ts";

/** Who did what, when. Its key is the newest line: a new one begins it anew. */
export function ActivityCard({ first, timeZone }: { first: ActivityPage; timeZone: string }) {
  const t = useText();
  const { lines, older, loading, showOlder } = useActivity(first);
  const download = useDownload();
  const name = "activity.csv";
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t("activity.card.title")}
            </Text>
            <Text as="p" tone="subdued">
              {t("activity.card.times", { zone: timeZone })}
            </Text>
          </BlockStack>
          <Button
            loading={download.pending === name}
            onClick={() => {
              download.save({ name, fields: { file: "activity" } });
            }}
          >
            {t("activity.card.download")}
          </Button>
        </InlineStack>
        {lines.length === 0 && (
          <Text as="p" tone="subdued">
            {t("activity.card.none")}
          </Text>
        )}
        {lines.map((line) => (
          <BlockStack key={line.id} gap="400">
            <Divider />
            <Line line={line} />
          </BlockStack>
        ))}
        {older !== undefined && (
          <InlineStack>
            <Button loading={loading} onClick={showOlder}>
              {t("activity.card.older")}
            </Button>
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Line({ line: { what, detail, url, who, when } }: { line: ActivityLine }) {
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {url === undefined ? what : <Link url={url}>{what}</Link>}
      </Text>
      {detail !== undefined && <Text as="p">{detail}</Text>}
      <Text as="p" tone="subdued">
        {who}, <Time at={when} />
      </Text>
    </BlockStack>
  );
}

function useActivity(first: ActivityPage) {
  const fetcher = useFetcher<ActivityPage>();
  const [pages, setPages] = useState<readonly ActivityPage[]>([first]);
  const { data } = fetcher;

  if (data !== undefined && !pages.includes(data)) setPages([...pages, data]);

  const older = pages.at(-1)?.older;
  return {
    lines: pages.flatMap(({ lines }) => lines),
    older,
    loading: fetcher.state !== "idle",
    showOlder: () => {
      if (older !== undefined) fetcher.load(`/app/activity/older?after=${older}`);
    },
  };
}
