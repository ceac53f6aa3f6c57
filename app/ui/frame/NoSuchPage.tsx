import { BlockStack, Button, Card, Page, Text } from "@shopify/polaris";
import { useText } from "./use-text.ts";

interface NoSuchPageProps {
  title: string;
  explanation: string;
}

/** An address that leads nowhere: inside the frame, with the way home. */
export function NoSuchPage({ title, explanation }: NoSuchPageProps) {
  const t = useText();
  return (
    <Page title={title} backAction={{ content: t("frame.navigation.home"), url: "/app" }}>
      <Card>
        <BlockStack gap="400" inlineAlign="start">
          <Text as="p">{explanation}</Text>
          <Button url="/app">{t("frame.no_page.to_home")}</Button>
        </BlockStack>
      </Card>
    </Page>
  );
}
