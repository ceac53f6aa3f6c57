import { Banner, BlockStack, Button, FormLayout, Select, Text } from "@shopify/polaris";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { PreviewTable } from "./PreviewTable.tsx";
import type { PreviewAnswer } from "./preview-view.ts";
import { draftDocument, type SettingsDraft } from "./settings-draft.ts";
import type { SettingsView } from "./settings-view.ts";
import { usePreview } from "./use-preview.ts";

interface PreviewCardProps {
  orders: SettingsView["orders"];
  form: SavedForm<SettingsDraft>;
}

/** The event of a real order under what stands on the page, saved or not. */
export function PreviewCard({ orders, form }: PreviewCardProps) {
  const t = useText();
  return (
    <Section id="preview-card" title={t("settings.preview.title")} about={t("settings.preview.about")}>
      {orders.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("settings.preview.no_order")}
        </Text>
      ) : (
        <Preview orders={orders} form={form} />
      )}
    </Section>
  );
}

function Preview({ orders, form }: PreviewCardProps) {
  const t = useText();
  const preview = usePreview(orders[0]?.id ?? "", JSON.stringify(draftDocument(form.draft)));
  return (
    <BlockStack gap="400">
      <FormLayout>
        <Select
          label={t("settings.preview.order")}
          options={orders.map(({ id, name }) => ({ value: id, label: name }))}
          value={preview.order}
          onChange={preview.choose}
        />
      </FormLayout>
      <div>
        <Button
          ariaExpanded={preview.open}
          ariaControls="preview"
          disclosure={preview.open ? "up" : "down"}
          loading={preview.asking}
          onClick={preview.toggle}
        >
          {t(preview.open ? "settings.preview.hide" : "settings.preview.show")}
        </Button>
      </div>
      <div id="preview" hidden={!preview.open}>
        {preview.answer !== undefined && <Answer answer={preview.answer} />}
      </div>
    </BlockStack>
  );
}

function Answer({ answer }: { answer: PreviewAnswer }) {
  if (answer.kind === "none")
    return (
      <Banner tone="warning">
        <p>{answer.message}</p>
      </Banner>
    );
  return (
    <BlockStack gap="400">
      <div aria-live="polite">
        <Banner tone={answer.tone === "attention" ? "warning" : answer.tone} title={answer.title}>
          <BlockStack gap="100">
            <p>{answer.detail}</p>
            {answer.savedOutcome !== undefined && <p>{answer.savedOutcome}</p>}
            <p>{answer.differences}</p>
          </BlockStack>
        </Banner>
      </div>
      <PreviewTable groups={answer.groups} />
    </BlockStack>
  );
}
