import {
  BlockStack,
  Button,
  ButtonGroup,
  Card,
  Divider,
  InlineGrid,
  InlineStack,
  ProgressBar,
  Text,
  TextField,
} from "@shopify/polaris";
import { useId } from "react";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import { useIntent } from "../frame/use-intent.ts";
import type { BackfillRun, BackfillView } from "./backfill-view.ts";
import { CountList } from "./CountList.tsx";
import { useBackfillForm } from "./use-backfill-form.ts";

/** Brings in orders of the time before: asks for a range, and shows how the newest one goes. */
export function BackfillCard({ view }: { view: BackfillView }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Earlier orders
          </Text>
          <Text as="p" tone="subdued">
            Brings in orders from Shopify&apos;s own list, behind all new ones. TikTok can use purchases of
            the last 28 days; older ones are counted and not sent. An order that is here already stays as it
            is. Do not send orders that another app has reported to TikTok: they would count twice.
          </Text>
        </BlockStack>
        <RangeForm view={view} />
        {view.run !== undefined && (
          <>
            <Divider />
            <Run key={view.run.id} run={view.run} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function RangeForm({ view }: { view: BackfillView }) {
  const { days, errors, busy, change, ask } = useBackfillForm(view);
  const underWay = view.run?.underWay === true;
  const field = (name: "from" | "to", label: string) => (
    <TextField
      type="date"
      label={label}
      name={name}
      value={days[name]}
      min={view.first}
      max={view.to}
      error={errors[name] ?? false}
      autoComplete="off"
      onChange={(day) => {
        change({ [name]: day });
      }}
    />
  );
  return (
    <BlockStack gap="400">
      <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
        {field("from", "First day")}
        {field("to", "Last day")}
      </InlineGrid>
      <ButtonGroup>
        <Button
          disabled={underWay || busy}
          onClick={() => {
            ask("dry_run");
          }}
        >
          Show what would be sent
        </Button>
        <Button
          variant="primary"
          disabled={underWay || busy}
          onClick={() => {
            ask("backfill");
          }}
        >
          Send these orders
        </Button>
      </ButtonGroup>
    </BlockStack>
  );
}

function Run({ run }: { run: BackfillRun }) {
  const { submit, busy } = useIntent("cancel_backfill", { id: String(run.id) });
  const id = useId();
  const { title, badge, sentence, progress, counts, countsTitle, underWay } = run;
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="center" gap="200">
        <InlineStack gap="200" blockAlign="center">
          <Text as="h3" variant="headingSm" id={id}>
            {title}
          </Text>
          <StatusBadge status={badge} />
        </InlineStack>
        {underWay && (
          <Button loading={busy} onClick={submit}>
            Cancel
          </Button>
        )}
      </InlineStack>
      {underWay && <ProgressBar progress={progress ?? 0} size="small" ariaLabelledBy={id} />}
      <div role="status">
        <Text as="p">{sentence}</Text>
      </div>
      <CountList title={countsTitle} rows={counts} />
    </BlockStack>
  );
}
