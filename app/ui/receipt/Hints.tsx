import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import { Time } from "../frame/Time.tsx";
import type { HintView } from "./hints-hop.ts";
import type { HeadingLevel } from "./hop.ts";

/** What the browser reported, oldest first. */
export function Hints({ hints, level }: { hints: readonly HintView[]; level: HeadingLevel }) {
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="300">
      <BlockStack gap="200">
        {hints.map(({ key, title, at, sentence }) => (
          <BlockStack key={key} gap="050">
            <InlineStack gap="200" blockAlign="baseline">
              <Text as={level} variant="headingXs">
                {title}
              </Text>
              <Text as="span" tone="subdued" variant="bodySm">
                <Time at={at} />
              </Text>
            </InlineStack>
            <Text as="p">{sentence}</Text>
          </BlockStack>
        ))}
      </BlockStack>
    </Box>
  );
}
