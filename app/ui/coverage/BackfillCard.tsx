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
import { useText } from "../frame/use-text.ts";
import type { BackfillRun, BackfillView } from "./backfill-view.ts";
import { CountList } from "./CountList.tsx";
import { useBackfillForm } from "./use-backfill-form.ts";

/** Brings in orders of the time before: asks for a range, and shows how the newest one goes. */
export function BackfillCard({ view }: { view: BackfillView }) {
  const t = useText();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            {t("coverage.backfill.title")}
          </Text>
          <Text as="p" tone="subdued">
            {t("coverage.backfill.about")}
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
  const t = useText();
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
        {field("from", t("coverage.backfill.first_day"))}
        {field("to", t("coverage.backfill.last_day"))}
      </InlineGrid>
      <ButtonGroup>
        <Button
          disabled={underWay || busy}
          onClick={() => {
            ask("dry_run");
          }}
        >
          {t("coverage.backfill.dry_run")}
        </Button>
        <Button
          variant="primary"
          disabled={underWay || busy}
          onClick={() => {
            ask("backfill");
          }}
        >
          {t("coverage.backfill.send")}
        </Button>
      </ButtonGroup>
    </BlockStack>
  );
}

function Run({ run }: { run: BackfillRun }) {
  const t = useText();
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
            {t("coverage.backfill.cancel")}
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
