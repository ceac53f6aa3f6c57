import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { Time } from "../frame/Time.tsx";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { Attempts } from "./Attempts.tsx";
import { Claims } from "./Claims.tsx";
import { EventTable } from "./EventTable.tsx";
import { Facts } from "../facts/Facts.tsx";
import { Hints } from "./Hints.tsx";
import type { Hop } from "./hop.ts";
import "./timeline.css";

/** Hops in the order they happen, one below the other. */
export function Timeline({ hops }: { hops: readonly Hop[] }) {
  return (
    <ol className="timeline">
      {hops.map((hop) => (
        <li key={hop.key} data-tone={hop.tone ?? "none"}>
          <HopText hop={hop} />
        </li>
      ))}
    </ol>
  );
}

function HopText({ hop }: { hop: Hop }) {
  const { title, badge, at, sentence, facts, fields, attempts, claims, hints } = hop;
  return (
    <BlockStack gap="200">
      <div className="timeline-heading">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h2" variant="headingSm">
            {title}
          </Text>
          {badge !== undefined && <StatusBadge status={badge} />}
        </InlineStack>
        {at !== undefined && (
          <Text as="span" tone="subdued" variant="bodySm">
            <Time at={at} />
          </Text>
        )}
      </div>
      <Text as="p" breakWord>
        {sentence}
      </Text>
      {facts.length > 0 && <Facts facts={facts} />}
      {claims !== undefined && claims.length > 0 && <Claims claims={claims} />}
      {hints !== undefined && <Hints hints={hints} />}
      {attempts !== undefined && attempts.length > 0 && <Attempts attempts={attempts} />}
      {fields !== undefined && <EventTable groups={fields} />}
    </BlockStack>
  );
}
