import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { useText } from "../frame/use-text.ts";
import type { PixelView } from "./connection-view.ts";
import type { ConnectionDraft } from "./draft.ts";

interface ConnectionCardProps {
  pixel?: PixelView;
  form: SavedForm<ConnectionDraft>;
  /** There is the way through TikTok's consent page, too. */
  besideLogin: boolean;
}

/** The pixel, its token and the test event code. */
export function ConnectionCard({ pixel, form, besideLogin }: ConnectionCardProps) {
  const t = useText();
  const status = pixel?.status ?? {
    label: t("connection.status.not_connected.label"),
    sentence: t("connection.status.not_connected.sentence"),
  };
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {t(
                pixel !== undefined
                  ? "connection.form.pixel"
                  : besideLogin
                    ? "connection.form.paste"
                    : "connection.form.connect",
              )}
            </Text>
            <StatusBadge status={status} />
          </InlineStack>
          <Text as="p" tone="subdued">
            {status.sentence}
          </Text>
        </BlockStack>
        <Form onSubmit={form.save} implicitSubmit>
          <Fields form={form} hasToken={pixel?.hasToken ?? false} />
        </Form>
      </BlockStack>
    </Card>
  );
}

interface FieldsProps {
  form: SavedForm<ConnectionDraft>;
  hasToken: boolean;
}

function Fields({ form, hasToken }: FieldsProps) {
  const t = useText();
  const { draft, errors, change } = form;
  return (
    <FormLayout>
      <TextField
        label={t("connection.form.pixel_code")}
        name="pixelCode"
        value={draft.pixelCode}
        error={errors["pixelCode"] ?? false}
        autoComplete="off"
        spellCheck={false}
        monospaced
        onChange={(pixelCode) => {
          change({ pixelCode });
        }}
      />
      <TokenField form={form} hasToken={hasToken} />
      <TextField
        label={t("connection.form.test_code")}
        name="testEventCode"
        value={draft.testEventCode}
        error={errors["testEventCode"] ?? false}
        helpText={t("connection.form.test_code_help")}
        autoComplete="off"
        spellCheck={false}
        monospaced
        onChange={(testEventCode) => {
          change({ testEventCode });
        }}
      />
    </FormLayout>
  );
}

/** Write-only: a saved token is never shown again, only replaced. */
function TokenField({ form, hasToken }: FieldsProps) {
  const t = useText();
  const { draft, errors, change } = form;
  if (hasToken && !draft.replacingToken)
    return (
      <BlockStack gap="100">
        <Text as="span">{t("connection.form.token")}</Text>
        <InlineStack gap="300" blockAlign="center">
          <Text as="span" tone="subdued">
            {t("connection.form.token_saved")}
          </Text>
          <Button
            variant="plain"
            accessibilityLabel={t("connection.form.token_replace_label")}
            onClick={() => {
              change({ replacingToken: true });
            }}
          >
            {t("connection.form.token_replace")}
          </Button>
        </InlineStack>
      </BlockStack>
    );
  return (
    <TextField
      label={t("connection.form.token")}
      name="token"
      type="password"
      value={draft.token}
      error={errors["token"] ?? false}
      helpText={t(hasToken ? "connection.form.token_checked" : "connection.form.token_help")}
      autoComplete="off"
      autoFocus={hasToken}
      {...(hasToken
        ? {
            labelAction: {
              content: t("connection.form.token_keep"),
              onAction: () => {
                change({ token: "", replacingToken: false });
              },
            },
          }
        : {})}
      onChange={(token) => {
        change({ token });
      }}
    />
  );
}
