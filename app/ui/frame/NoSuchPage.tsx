import { BlockStack, Button, Card, Page, Text } from "@shopify/polaris";

interface NoSuchPageProps {
  title: string;
  explanation: string;
}

/** An address that leads nowhere: inside the frame, with the way home. */
export function NoSuchPage({ title, explanation }: NoSuchPageProps) {
  return (
    <Page title={title} backAction={{ content: "Home", url: "/app" }}>
      <Card>
        <BlockStack gap="400" inlineAlign="start">
          <Text as="p">{explanation}</Text>
          <Button url="/app">Go to Home</Button>
        </BlockStack>
      </Card>
    </Page>
  );
}
