import { BlockStack, Card, Link, List, Text } from "@shopify/polaris";
import { EVENTS_MANAGER_URL, WHERE_TO_FIND } from "./guide.ts";

/** Where the three values are in TikTok Events Manager. */
export function GuideCard() {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          Where to find these
        </Text>
        <List type="number" gap="loose">
          {WHERE_TO_FIND.map(({ title, detail }) => (
            <List.Item key={title}>
              <Text as="span" fontWeight="semibold">
                {title}.
              </Text>{" "}
              {detail}
            </List.Item>
          ))}
        </List>
        <Link url={EVENTS_MANAGER_URL} target="_blank">
          Open TikTok Events Manager
        </Link>
      </BlockStack>
    </Card>
  );
}
