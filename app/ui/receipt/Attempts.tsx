import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Time } from "../frame/Time.tsx";
import type { AttemptView } from "./attempts.ts";
import { Facts } from "../facts/Facts.tsx";
import type { HeadingLevel } from "./hop.ts";

/** Every request to TikTok with its answer, oldest first. */
export function Attempts({ attempts, level }: { attempts: readonly AttemptView[]; level: HeadingLevel }) {
  return (
    <BlockStack gap="300">
      {attempts.map((attempt) => (
        <Box key={attempt.title} background="bg-surface-secondary" borderRadius="200" padding="300">
          <BlockStack gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as={level} variant="headingXs">
                {attempt.title}
              </Text>
              <StatusBadge status={attempt.verdict} />
            </InlineStack>
            <Text as="span" tone="subdued" variant="bodySm">
              <Time at={attempt.at} />
            </Text>
            <Facts facts={attempt.facts} />
          </BlockStack>
        </Box>
      ))}
    </BlockStack>
  );
}
