import { Badge } from "@shopify/polaris";
import type { Status } from "./status.ts";

/** A status in one or two words. */
export function StatusBadge({ status }: { status: Pick<Status, "label" | "tone"> }) {
  const { label, tone } = status;
  return <Badge {...(tone === undefined ? {} : { tone })}>{label}</Badge>;
}
