import { BlockStack, Box, Card, FormLayout, Layout, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { RULE_FIELDS, rulePath } from "../../shops/settings-diff.ts";
import { ExampleLine } from "./ExampleLine.tsx";
import {
  ChoiceField,
  FlagField,
  ListField,
  NumberField,
  SelectField,
  VerbatimField,
  type SettingsFields,
} from "./fields.tsx";
import { CHANNEL_WORDS, GROUPS } from "./settings-words.ts";
import type { ExampleProduct, RulePixel } from "./settings-view.ts";
import { countryCode, countryName, currencyCode } from "./tag-list.ts";

/** A card of settings beside its name. */
export function Section({ title, about, children }: { title: string; about: string; children: ReactNode }) {
  return (
    <Layout.AnnotatedSection
      id={title.toLowerCase().replaceAll(" ", "-")}
      title={
        <Box as="span" paddingInlineStart={EDGE}>
          {title}
        </Box>
      }
      description={
        <Box paddingInline={EDGE}>
          <Text as="p" tone="subdued">
            {about}
          </Text>
        </Box>
      }
    >
      <Card>{children}</Card>
    </Layout.AnnotatedSection>
  );
}

/** On narrow screens cards reach the edge, and words keep their distance from it. */
const EDGE = { xs: "400", sm: "0" } as const;

/** Whose orders may be sent. */
export function ConsentCard({ fields }: { fields: SettingsFields }) {
  return (
    <Section {...GROUPS.consent}>
      <FormLayout>
        <ChoiceField path="consent.policy" fields={fields} />
        <ChoiceField path="consent.limitedDataUse" fields={fields} />
      </FormLayout>
    </Section>
  );
}

/** Which click is believed. */
export function ClicksCard({ fields }: { fields: SettingsFields }) {
  return (
    <Section {...GROUPS.attribution}>
      <FormLayout>
        <SelectField path="attribution.windowDays" fields={fields} />
        <NumberField path="attribution.hintWaitSeconds" fields={fields} max={60} />
      </FormLayout>
    </Section>
  );
}

/** What the event says. */
export function EventCard({ fields, example }: { fields: SettingsFields; example: ExampleProduct }) {
  const { draft, errors } = fields.form;
  const asksForPattern =
    draft["event.contentId"] === "template" || errors["event.contentIdTemplate"] !== undefined;
  return (
    <Section {...GROUPS.event}>
      <FormLayout>
        <ChoiceField path="event.name" fields={fields} />
        <ChoiceField path="event.trigger" fields={fields} />
        <ChoiceField path="event.value" fields={fields} />
        <ChoiceField path="event.currency" fields={fields} />
        <ChoiceField path="event.contentId" fields={fields} />
        {asksForPattern && <VerbatimField path="event.contentIdTemplate" fields={fields} />}
        <ExampleLine
          example={example}
          policy={{
            contentId: String(draft["event.contentId"]),
            contentIdTemplate: String(draft["event.contentIdTemplate"]),
          }}
        />
      </FormLayout>
    </Section>
  );
}

/** Which orders are sent at all. */
export function OrdersCard({ fields }: { fields: SettingsFields }) {
  return (
    <Section {...GROUPS.orders}>
      <FormLayout>
        <BlockStack gap="200">
          <Text as="span">{CHANNEL_WORDS.title}</Text>
          <Text as="span" tone="subdued">
            {CHANNEL_WORDS.help}
          </Text>
          <BlockStack>
            <FlagField path="orders.channels.pos" fields={fields} bare />
            <FlagField path="orders.channels.draft" fields={fields} bare />
            <FlagField path="orders.channels.renewal" fields={fields} bare />
            <FlagField path="orders.channels.otherApps" fields={fields} bare />
          </BlockStack>
        </BlockStack>
        <ListField path="orders.skipOrderTags" fields={fields} />
        <ListField path="orders.skipCustomerTags" fields={fields} />
        <ListField path="orders.skipGateways" fields={fields} />
        <ChoiceField path="orders.customers" fields={fields} />
        <FlagField path="orders.requireClickId" fields={fields} />
      </FormLayout>
    </Section>
  );
}

/** How what is typed into a rule is kept and shown. */
const RULE_LISTS = {
  countries: { clean: countryCode, nameOf: countryName },
  currencies: { clean: currencyCode },
  channels: {},
};

/** Which orders each pixel gets. */
export function PixelRulesCard({ fields, pixels }: { fields: SettingsFields; pixels: readonly RulePixel[] }) {
  return (
    <Section {...GROUPS.pixelRules}>
      <BlockStack gap="600">
        {pixels.map(({ code, connected }) => (
          <FormLayout key={code}>
            <Text as="h3" variant="headingSm">
              Pixel {code}
              {connected ? "" : " (not connected)"}
            </Text>
            {RULE_FIELDS.map((field) => (
              <ListField key={field} path={rulePath(code, field)} fields={fields} {...RULE_LISTS[field]} />
            ))}
          </FormLayout>
        ))}
      </BlockStack>
    </Section>
  );
}
