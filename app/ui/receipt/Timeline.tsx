import { BlockStack, Text } from "@shopify/polaris";
import { Time } from "../frame/Time.tsx";
import { Attempts } from "./Attempts.tsx";
import { EventTable } from "./EventTable.tsx";
import { Facts } from "../facts/Facts.tsx";
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
  const { title, at, sentence, facts, fields, attempts } = hop;
  return (
    <BlockStack gap="200">
      <div className="timeline-heading">
        <Text as="h2" variant="headingSm">
          {title}
        </Text>
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
      {attempts !== undefined && attempts.length > 0 && <Attempts attempts={attempts} />}
      {fields !== undefined && <EventTable groups={fields} />}
    </BlockStack>
  );
}
