import { BlockStack, FormLayout, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RULE_FIELDS, rulePath } from "../../shops/settings-diff.ts";
import { Section } from "../frame/Section.tsx";
import { useText } from "../frame/use-text.ts";
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
import type { Group } from "./settings-keys.ts";
import type { ExampleProduct, RulePixel } from "./settings-view.ts";
import { countryCode, countryName, currencyCode } from "./tag-list.ts";

function GroupSection({ group, children }: { group: Group; children: ReactNode }) {
  const t = useText();
  return (
    <Section
      id={group}
      title={t(`settings.groups.${group}.title`)}
      about={t(`settings.groups.${group}.about`)}
    >
      {children}
    </Section>
  );
}

/** Whose orders may be sent. */
export function ConsentCard({ fields }: { fields: SettingsFields }) {
  return (
    <GroupSection group="consent">
      <FormLayout>
        <ChoiceField path="consent.policy" fields={fields} />
        <ChoiceField path="consent.limitedDataUse" fields={fields} />
      </FormLayout>
    </GroupSection>
  );
}

/** Which click is believed. */
export function ClicksCard({ fields }: { fields: SettingsFields }) {
  return (
    <GroupSection group="attribution">
      <FormLayout>
        <SelectField path="attribution.windowDays" fields={fields} />
        <NumberField path="attribution.hintWaitSeconds" fields={fields} max={60} />
      </FormLayout>
    </GroupSection>
  );
}

/** What the event says. */
export function EventCard({ fields, example }: { fields: SettingsFields; example: ExampleProduct }) {
  const { draft, errors } = fields.form;
  const asksForPattern =
    draft["event.contentId"] === "template" || errors["event.contentIdTemplate"] !== undefined;
  return (
    <GroupSection group="event">
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
    </GroupSection>
  );
}

/** Which orders are sent at all. */
export function OrdersCard({ fields }: { fields: SettingsFields }) {
  const t = useText();
  return (
    <GroupSection group="orders">
      <FormLayout>
        <BlockStack gap="200">
          <Text as="span">{t("settings.fields.orders.channels.title")}</Text>
          <Text as="span" tone="subdued">
            {t("settings.fields.orders.channels.help")}
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
    </GroupSection>
  );
}

/** How what is typed into a rule is kept and shown. */
function useRuleLists() {
  const { language } = useTranslation().i18n;
  return {
    countries: { clean: countryCode, nameOf: (code: string) => countryName(code, language) },
    currencies: { clean: currencyCode },
    channels: {},
  };
}

/** Which orders each pixel gets. */
export function PixelRulesCard({ fields, pixels }: { fields: SettingsFields; pixels: readonly RulePixel[] }) {
  const t = useText();
  const lists = useRuleLists();
  return (
    <GroupSection group="pixel_rules">
      <BlockStack gap="600">
        {pixels.map(({ code, connected }) => (
          <FormLayout key={code}>
            <Text as="h3" variant="headingSm">
              {t(connected ? "settings.names.pixel" : "settings.names.pixel_gone", { pixel: code })}
            </Text>
            {RULE_FIELDS.map((field) => (
              <ListField key={field} path={rulePath(code, field)} fields={fields} {...lists[field]} />
            ))}
          </FormLayout>
        ))}
      </BlockStack>
    </GroupSection>
  );
}
