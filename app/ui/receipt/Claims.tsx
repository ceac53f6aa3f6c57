import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Verbatim } from "../facts/Verbatim.tsx";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import type { ClaimView } from "./claims.ts";
import type { HeadingLevel } from "./hop.ts";

/** What every carrier said of the click, and what became of it. */
export function Claims({ claims, level }: { claims: readonly ClaimView[]; level: HeadingLevel }) {
  return (
    <Box background="bg-surface-secondary" borderRadius="200" padding="300">
      <BlockStack gap="300">
        {claims.map((claim) => (
          <ClaimLine key={claim.key} claim={claim} level={level} />
        ))}
      </BlockStack>
    </Box>
  );
}

function ClaimLine({ claim, level }: { claim: ClaimView; level: HeadingLevel }) {
  const t = useText();
  const { carrier, verdict, meaning, clickId, at } = claim;
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Text as={level} variant="headingXs">
          {carrier}
        </Text>
        <StatusBadge status={verdict} />
        {at !== undefined && (
          <Text as="span" tone="subdued" variant="bodySm">
            <Time at={at} />
          </Text>
        )}
      </InlineStack>
      <Text as="p">{meaning}</Text>
      {clickId !== undefined && (
        <div>
          <Verbatim label={t("receipt.click.of_carrier", { carrier })} value={clickId} />
        </div>
      )}
    </BlockStack>
  );
}
