import { BlockStack, Text } from "@shopify/polaris";
import { useId } from "react";
import type { CountRow } from "./backfill-view.ts";
import "./count-list.css";

/** How many orders met which fate. */
export function CountList({ title, rows }: { title: string; rows: readonly CountRow[] }) {
  const id = useId();
  if (rows.length === 0) return null;
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm" id={id}>
        {title}
      </Text>
      <ul className="count-list" aria-labelledby={id}>
        {rows.map(({ key, label, orders }) => (
          <li key={key}>
            <span>{label}</span>
            <span>{orders}</span>
          </li>
        ))}
      </ul>
    </BlockStack>
  );
}
