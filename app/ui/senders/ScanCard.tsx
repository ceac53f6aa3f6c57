import { BlockStack, Box, Button, Card, InlineStack, Text } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useIntent } from "../frame/use-intent.ts";
import { useText } from "../frame/use-text.ts";
import type { FoundSender, ScanView } from "./senders-view.ts";
import "./senders.css";

/** What the storefront's pages show of other senders. */
export function ScanCard({ scan }: { scan: ScanView | undefined }) {
  const t = useText();
  const { submit, busy } = useIntent("scan");
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("senders.scan.heading")}
          </Text>
          <Text as="p" tone="subdued">
            {t("senders.scan.explanation")}
          </Text>
        </BlockStack>
        <div aria-live="polite">
          {scan === undefined ? (
            <Text as="p">{t("senders.scan.never")}</Text>
          ) : (
            <BlockStack gap="300">
              {scan.found.length > 0 && <FoundList found={scan.found} />}
              {scan.notes.map((note) => (
                <Text as="p" key={note} breakWord>
                  {note}
                </Text>
              ))}
              <Text as="p" tone="subdued" variant="bodySm">
                {scan.checked}
              </Text>
            </BlockStack>
          )}
        </div>
        <Box>
          <Button
            onClick={submit}
            loading={busy}
            {...(scan === undefined ? { variant: "primary" as const } : {})}
          >
            {t(scan === undefined ? "senders.scan.check" : "senders.scan.check_again")}
          </Button>
        </Box>
      </BlockStack>
    </Card>
  );
}

function FoundList({ found }: { found: readonly FoundSender[] }) {
  return (
    <ul className="senders-found">
      {found.map(({ key, kind, pixel, badge }) => (
        <li key={key}>
          <InlineStack gap="200" blockAlign="center">
            <Text as="span" fontWeight="semibold">
              {kind}
            </Text>
            <StatusBadge status={badge} />
          </InlineStack>
          <Text as="p" tone="subdued" breakWord>
            {pixel}
          </Text>
        </li>
      ))}
    </ul>
  );
}
