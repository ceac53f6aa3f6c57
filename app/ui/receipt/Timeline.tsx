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

interface TimelineProps {
  hops: readonly Hop[];
  /** Of the hops' headings. */
  level: "h2" | "h3";
}

/** Hops in the order they happen, one below the other. */
export function Timeline({ hops, level }: TimelineProps) {
  return (
    <ol className="timeline">
      {hops.map((hop) => (
        <li key={hop.key} data-tone={hop.tone ?? "none"}>
          <HopText hop={hop} level={level} />
        </li>
      ))}
    </ol>
  );
}

function HopText({ hop, level }: { hop: Hop; level: TimelineProps["level"] }) {
  const below = level === "h2" ? "h3" : "h4";
  const { title, badge, at, sentence, facts, fields, attempts, claims, hints } = hop;
  return (
    <BlockStack gap="200">
      <div className="timeline-heading">
        <InlineStack gap="200" blockAlign="center">
          <Text as={level} variant="headingSm">
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
      {claims !== undefined && claims.length > 0 && <Claims claims={claims} level={below} />}
      {hints !== undefined && <Hints hints={hints} level={below} />}
      {attempts !== undefined && attempts.length > 0 && <Attempts attempts={attempts} level={below} />}
      {fields !== undefined && <EventTable groups={fields} />}
    </BlockStack>
  );
}
