import { Banner, BlockStack, Checkbox, FormLayout, Select, Text, TextField } from "@shopify/polaris";
import type { ReactNode } from "react";
import { MOST_RECIPIENTS } from "../../alerts/alert-settings.ts";
import { LANGUAGES, languageOf } from "../../locales/language.ts";
import { Section } from "../frame/Section.tsx";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { useText } from "../frame/use-text.ts";
import type { AlertDraft, NumberField } from "./alert-draft.ts";
import type { AlertsView } from "./alerts-view.ts";
import { TestButton } from "./TestButton.tsx";

/** The page's one form. */
export interface AlertFormProps {
  form: SavedForm<AlertDraft>;
}

/** Who is written to. */
export function MailCard({ form, view }: AlertFormProps & { view: AlertsView }) {
  const t = useText();
  const { recipients } = form.errors;
  return (
    <Section id="email" title={t("alerts.mail.title")} about={t("alerts.mail.about")}>
      <BlockStack gap="400">
        {view.mailOff && (
          <Banner tone="warning" title={t("alerts.mail.off_title")}>
            <p>{t("alerts.mail.off")}</p>
          </Banner>
        )}
        <TextField
          label={t("alerts.mail.recipients")}
          name="recipients"
          multiline={3}
          value={form.draft.recipients}
          helpText={t("alerts.mail.recipients_help", { count: MOST_RECIPIENTS })}
          autoComplete="off"
          spellCheck={false}
          error={recipients ?? false}
          onChange={(value) => {
            form.change({ recipients: value });
          }}
        />
        {!view.mailOff && view.hasRecipients && <TestButton intent="test_mail" unsaved={form.changed} />}
      </BlockStack>
    </Section>
  );
}

/** What is told, from which figure on, and in which language. */
export function ConditionsCard({ form }: AlertFormProps) {
  const t = useText();
  return (
    <Section id="conditions" title={t("alerts.conditions.title")} about={t("alerts.conditions.about")}>
      <FormLayout>
        <Condition form={form} flag="tokenDead" name="token_dead" />
        <Condition form={form} flag="embedOff" name="embed_off">
          <Whole form={form} field="embedClicks" label={t("alerts.conditions.embed_off.clicks")} />
        </Condition>
        <Condition form={form} flag="coverageLow" name="coverage_low">
          <Whole form={form} field="coveragePercent" label={t("alerts.conditions.coverage_low.percent")} />
          <Whole form={form} field="coverageOrders" label={t("alerts.conditions.coverage_low.orders")} />
        </Condition>
        <Condition form={form} flag="noOrders" name="no_orders">
          <Whole form={form} field="quietHours" label={t("alerts.conditions.no_orders.hours")} />
        </Condition>
        <Condition form={form} flag="refusals" name="refusals">
          <Whole form={form} field="refusedEvents" label={t("alerts.conditions.refusals.events")} />
        </Condition>
        <Select
          label={t("alerts.conditions.language")}
          name="language"
          options={LANGUAGES.map((value) => ({ value, label: t(`alerts.conditions.languages.${value}`) }))}
          value={form.draft.language}
          onChange={(value) => {
            form.change({ language: languageOf(value) });
          }}
        />
      </FormLayout>
    </Section>
  );
}

interface ConditionProps extends AlertFormProps {
  flag: "tokenDead" | "embedOff" | "coverageLow" | "noOrders" | "refusals";
  name: "token_dead" | "embed_off" | "coverage_low" | "no_orders" | "refusals";
  /** The figures it depends on. */
  children?: ReactNode;
}

function Condition({ form, flag, name, children }: ConditionProps) {
  const t = useText();
  const label = t(`alerts.conditions.${name}.label`);
  return (
    <BlockStack gap="300">
      <Checkbox
        label={label}
        name={flag}
        helpText={t(`alerts.conditions.${name}.help`)}
        checked={form.draft[flag]}
        onChange={(checked) => {
          form.change({ [flag]: checked });
        }}
      />
      {form.draft[flag] && children !== undefined && (
        <div role="group" aria-label={label}>
          <FormLayout>
            <FormLayout.Group condensed>{children}</FormLayout.Group>
          </FormLayout>
        </div>
      )}
    </BlockStack>
  );
}

function Whole({ form, field, label }: AlertFormProps & { field: NumberField; label: string }) {
  return (
    <TextField
      label={<Text as="span">{label}</Text>}
      name={field}
      inputMode="numeric"
      value={form.draft[field]}
      autoComplete="off"
      error={form.errors[field] ?? false}
      onChange={(value) => {
        form.change({ [field]: value });
      }}
    />
  );
}
