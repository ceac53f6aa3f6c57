import { BlockStack, Button, Card, Form, FormLayout, InlineStack, Text, TextField } from "@shopify/polaris";
import { StatusBadge } from "../delivery/StatusBadge.tsx";
import type { SavedForm } from "../frame/use-saved-form.ts";
import { NOT_CONNECTED, type PixelView } from "./connection-view.ts";
import type { ConnectionDraft } from "./draft.ts";

interface ConnectionCardProps {
  pixel?: PixelView;
  form: SavedForm<ConnectionDraft>;
}

/** The pixel, its token and the test event code. */
export function ConnectionCard({ pixel, form }: ConnectionCardProps) {
  const status = pixel?.status ?? NOT_CONNECTED;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {pixel === undefined ? "Connect a pixel" : "Pixel"}
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
  const { draft, errors, change } = form;
  return (
    <FormLayout>
      <TextField
        label="Pixel code"
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
        label="Test event code (only while testing)"
        name="testEventCode"
        value={draft.testEventCode}
        error={errors["testEventCode"] ?? false}
        helpText="While a code is saved, purchases are shown in Test Events and are not counted."
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
  const { draft, errors, change } = form;
  if (hasToken && !draft.replacingToken)
    return (
      <BlockStack gap="100">
        <Text as="span">Access token</Text>
        <InlineStack gap="300" blockAlign="center">
          <Text as="span" tone="subdued">
            A token is saved.
          </Text>
          <Button
            variant="plain"
            accessibilityLabel="Replace the access token"
            onClick={() => {
              change({ replacingToken: true });
            }}
          >
            Replace
          </Button>
        </InlineStack>
      </BlockStack>
    );
  return (
    <TextField
      label="Access token"
      name="token"
      type="password"
      value={draft.token}
      error={errors["token"] ?? false}
      helpText="Kept encrypted, and never shown again."
      autoComplete="off"
      autoFocus={hasToken}
      {...(hasToken
        ? {
            labelAction: {
              content: "Keep the saved one",
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
