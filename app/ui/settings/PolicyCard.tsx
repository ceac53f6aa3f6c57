import { BlockStack, Card, ChoiceList, Form, FormLayout, Select, Text, TextField } from "@shopify/polaris";
import type { PolicyDraft } from "./draft.ts";
import { POLICY_CHOICES, POLICY_HELP, WINDOW_CHOICES } from "./policy-words.ts";
import type { SavedForm } from "./use-saved-form.ts";

/** Whose orders are sent, and which clicks are believed. */
export function PolicyCard({ form }: { form: SavedForm<PolicyDraft> }) {
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <Text as="h2" variant="headingMd">
            Consent and attribution
          </Text>
          <Text as="p" tone="subdued">
            For orders that come in from now on.
          </Text>
        </BlockStack>
        <Form onSubmit={form.save} implicitSubmit>
          <Fields form={form} />
        </Form>
      </BlockStack>
    </Card>
  );
}

function Fields({ form: { draft, errors, change } }: { form: SavedForm<PolicyDraft> }) {
  return (
    <FormLayout>
      <ChoiceList
        title="When is an order sent to TikTok?"
        name="policy"
        choices={POLICY_CHOICES.map(({ value, label, help }) => ({ value, label, helpText: help }))}
        selected={[draft.policy]}
        error={errors["policy"] ?? ""}
        onChange={([policy]) => {
          if (policy !== undefined) change({ policy });
        }}
      />
      <Select
        label="Click window"
        name="windowDays"
        options={[...WINDOW_CHOICES]}
        value={draft.windowDays}
        error={errors["windowDays"] ?? false}
        helpText={POLICY_HELP.windowDays}
        onChange={(windowDays) => {
          change({ windowDays });
        }}
      />
      <TextField
        label="Wait for the browser"
        name="hintWaitSeconds"
        type="integer"
        min={0}
        max={60}
        suffix="seconds"
        value={draft.hintWaitSeconds}
        error={errors["hintWaitSeconds"] ?? false}
        helpText={POLICY_HELP.hintWaitSeconds}
        autoComplete="off"
        onChange={(hintWaitSeconds) => {
          change({ hintWaitSeconds });
        }}
      />
    </FormLayout>
  );
}
