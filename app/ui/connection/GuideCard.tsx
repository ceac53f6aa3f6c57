import { BlockStack, Card, Link, List, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
import { EVENTS_MANAGER_URL, WHERE_TO_FIND } from "./guide.ts";

/** Where the three values are in TikTok Events Manager. */
export function GuideCard() {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t("connection.guide.heading")}
        </Text>
        <List type="number" gap="loose">
          {WHERE_TO_FIND.map((value) => (
            <List.Item key={value}>
              <BlockStack>
                <Text as="span" fontWeight="semibold">
                  {t(`connection.guide.${value}.title`)}
                </Text>
                <Text as="span">{t(`connection.guide.${value}.detail`)}</Text>
              </BlockStack>
            </List.Item>
          ))}
        </List>
        <Text as="p" tone="subdued">
          {t("connection.guide.which_token")}
        </Text>
        <Link url={EVENTS_MANAGER_URL} target="_blank">
          {t("connection.guide.link")}
        </Link>
      </BlockStack>
    </Card>
  );
}
