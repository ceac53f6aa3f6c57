import { BlockStack, Box, Button, Card, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import "./senders.css";

/** What a merchant can do about another sender. */
export function WaysCard({ ways }: { ways: { eventName: string; snippet: string } }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t("senders.ways.heading")}
        </Text>
        <ol className="senders-ways">
          <li>
            <Way title={t("senders.ways.own.title")} text={t("senders.ways.own.text")} />
            <Box paddingBlockStart="200">
              <Button url="/app/connection">{t("senders.ways.own.action")}</Button>
            </Box>
          </li>
          <li>
            <Way title={t("senders.ways.off.title")} text={t("senders.ways.off.text")} />
          </li>
          <li>
            <Way
              title={t("senders.ways.same.title")}
              text={t("senders.ways.same.text", { name: ways.eventName })}
            />
            <pre className="senders-snippet" tabIndex={0}>
              <code>{ways.snippet}</code>
            </pre>
          </li>
        </ol>
      </BlockStack>
    </Card>
  );
}

function Way({ title, text }: { title: string; text: string }) {
  return (
    <BlockStack gap="100">
      <Text as="h3" variant="headingSm">
        {title}
      </Text>
      <Text as="p">{text}</Text>
    </BlockStack>
  );
}
