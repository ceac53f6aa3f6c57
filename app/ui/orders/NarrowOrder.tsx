import { Badge, BlockStack, InlineStack, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import type { Status } from "../delivery/status.ts";
import type { Moment } from "../formats.ts";
import { Time } from "../frame/Time.tsx";
import { useText } from "../frame/use-text.ts";
import { ReceiptLink } from "./ReceiptLink.tsx";

interface NarrowOrderProps {
  name: string;
  url: string;
  placed: Moment;
  value?: string | undefined;
  status: Pick<Status, "label" | "tone">;
  /** How its click id came; absent without one. */
  click?: string | undefined;
  reason?: string | undefined;
}

/** An order on a narrow screen: what matters most, in lines. */
export function NarrowOrder({ name, url, placed, value, status, click, reason }: NarrowOrderProps) {
  const t = useText();
  return (
    <BlockStack gap="150">
      <InlineStack align="space-between" gap="200">
        <ReceiptLink url={url} name={name} />
        <Text as="span" numeric>
          {value ?? t("orders.cell.unknown")}
        </Text>
      </InlineStack>
      <Text as="span" tone="subdued" variant="bodySm">
        <Time at={placed} />
      </Text>
      <InlineStack gap="150">
        <StatusBadge status={status} />
        {click !== undefined && <Badge>{click}</Badge>}
      </InlineStack>
      {reason !== undefined && (
        <Text as="span" variant="bodySm">
          {reason}
        </Text>
      )}
    </BlockStack>
  );
}
