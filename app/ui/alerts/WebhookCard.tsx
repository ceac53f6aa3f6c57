import { useFetcher } from "@remix-run/react";
import { useAppBridge } from "@shopify/app-bridge-react";
import { BlockStack, Button, InlineStack, Modal, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
import type { AlertFormProps } from "./AlertCards.tsx";
import type { AlertsView } from "./alerts-view.ts";
import { TestButton } from "./TestButton.tsx";

/** A system of the merchant's own, and the secret its messages are signed with. */
export function WebhookCard({ form, view }: AlertFormProps & { view: AlertsView }) {
  const t = useText();
  return (
    <Section id="webhook" title={t("alerts.webhook.title")} about={t("alerts.webhook.about")}>
      <BlockStack gap="400">
        <TextField
          label={t("alerts.webhook.url")}
          name="webhookUrl"
          type="url"
          inputMode="url"
          value={form.draft.webhookUrl}
          helpText={t("alerts.webhook.url_help")}
          autoComplete="off"
          spellCheck={false}
          error={form.errors["webhookUrl"] ?? false}
          onChange={(value) => {
            form.change({ webhookUrl: value });
          }}
        />
        <SigningSecret ready={view.hasWebhook && !form.changed} />
        {view.hasWebhook && <TestButton intent="test_webhook" unsaved={form.changed} />}
      </BlockStack>
    </Section>
  );
}

/** What came of asking for a secret. */
export interface SecretAnswer {
  secret: string | undefined;
}

function SigningSecret({ ready }: { ready: boolean }) {
  const t = useText();
  const fetcher = useFetcher<SecretAnswer>();
  const [asking, setAsking] = useState(false);
  const close = () => {
    setAsking(false);
  };
  return (
    <BlockStack gap="200">
      <Text as="h3" variant="headingSm">
        {t("alerts.webhook.secret")}
      </Text>
      <Text as="p" tone="subdued">
        {t("alerts.webhook.secret_help")}
      </Text>
      <div role="status">
        {fetcher.data?.secret !== undefined && <NewSecret secret={fetcher.data.secret} />}
      </div>
      <InlineStack gap="300" blockAlign="center">
        <Button
          disabled={!ready}
          loading={fetcher.state !== "idle"}
          onClick={() => {
            setAsking(true);
          }}
        >
          {t("alerts.webhook.make_secret")}
        </Button>
        {!ready && (
          <Text as="span" tone="subdued">
            {t("alerts.webhook.none")}
          </Text>
        )}
      </InlineStack>
      <Modal
        open={asking}
        onClose={close}
        title={t("alerts.webhook.ask.title")}
        primaryAction={{
          content: t("alerts.webhook.ask.yes"),
          onAction: () => {
            close();
            fetcher.submit({ intent: "new_secret" }, { method: "post" });
          },
        }}
        secondaryActions={[{ content: t("alerts.webhook.ask.no"), onAction: close }]}
      >
        <Modal.Section>
          <Text as="p">{t("alerts.webhook.ask.text")}</Text>
        </Modal.Section>
      </Modal>
    </BlockStack>
  );
}

function NewSecret({ secret }: { secret: string }) {
  const t = useText();
  const appBridge = useAppBridge();
  const copy = () => {
    navigator.clipboard.writeText(secret).then(
      () => appBridge.toast.show(t("alerts.webhook.secret_copied")),
      () => appBridge.toast.show(t("alerts.webhook.copy_failed"), { isError: true }),
    );
  };
  return (
    <BlockStack gap="200">
      <Text as="p">{t("alerts.webhook.made")}</Text>
      <InlineStack gap="300" blockAlign="center">
        <code style={{ overflowWrap: "anywhere" }}>{secret}</code>
        <Button onClick={copy}>{t("alerts.webhook.copy")}</Button>
      </InlineStack>
    </BlockStack>
  );
}
