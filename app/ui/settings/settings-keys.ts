import type { TextKey } from "../../locales/translate.ts";
import type { FieldPath, RuleField } from "../../shops/settings-diff.ts";

/** One of the values a setting may have; `help`: what choosing it does. */
export interface ChoiceKeys {
  value: string;
  label: TextKey;
  help?: TextKey;
}

/** The texts of a setting: what it is called and does. `choices` where there are few; `unit` of a number; `none`: what an empty list means. */
export interface SettingKeys {
  label: TextKey;
  help?: TextKey;
  choices?: readonly ChoiceKeys[];
  unit?: TextKey;
  /** A number with its unit. */
  amount?: TextKey;
  none?: TextKey;
}

const CONSENT = "settings.fields.consent";
const CLICKS = "settings.fields.attribution";
const EVENT = "settings.fields.event";
const ORDERS = "settings.fields.orders";
const RULE = "settings.rules";

/** The texts of every setting. */
export const SETTING_KEYS: Readonly<Record<FieldPath, SettingKeys>> = {
  "consent.policy": {
    label: `${CONSENT}.policy.label`,
    choices: [
      {
        value: "regional",
        label: `${CONSENT}.policy.choices.regional.label`,
        help: `${CONSENT}.policy.choices.regional.help`,
      },
      {
        value: "strict",
        label: `${CONSENT}.policy.choices.strict.label`,
        help: `${CONSENT}.policy.choices.strict.help`,
      },
    ],
  },
  "consent.limitedDataUse": {
    label: `${CONSENT}.limited_data_use.label`,
    help: `${CONSENT}.limited_data_use.help`,
    choices: [
      {
        value: "us_states",
        label: `${CONSENT}.limited_data_use.choices.us_states.label`,
        help: `${CONSENT}.limited_data_use.choices.us_states.help`,
      },
      { value: "always", label: `${CONSENT}.limited_data_use.choices.always.label` },
      { value: "never", label: `${CONSENT}.limited_data_use.choices.never.label` },
    ],
  },
  "attribution.windowDays": {
    label: `${CLICKS}.window_days.label`,
    help: `${CLICKS}.window_days.help`,
    choices: [
      { value: "1", label: `${CLICKS}.window_days.choices.days_1.label` },
      { value: "7", label: `${CLICKS}.window_days.choices.days_7.label` },
      { value: "14", label: `${CLICKS}.window_days.choices.days_14.label` },
      { value: "28", label: `${CLICKS}.window_days.choices.days_28.label` },
    ],
  },
  "attribution.hintWaitSeconds": {
    label: `${CLICKS}.hint_wait_seconds.label`,
    help: `${CLICKS}.hint_wait_seconds.help`,
    unit: `${CLICKS}.hint_wait_seconds.unit`,
    amount: `${CLICKS}.hint_wait_seconds.amount`,
  },
  "event.name": {
    label: `${EVENT}.name.label`,
    help: `${EVENT}.name.help`,
    choices: [
      {
        value: "Purchase",
        label: `${EVENT}.name.choices.purchase.label`,
        help: `${EVENT}.name.choices.purchase.help`,
      },
      {
        value: "CompletePayment",
        label: `${EVENT}.name.choices.complete_payment.label`,
        help: `${EVENT}.name.choices.complete_payment.help`,
      },
    ],
  },
  "event.trigger": {
    label: `${EVENT}.trigger.label`,
    choices: [
      {
        value: "created",
        label: `${EVENT}.trigger.choices.created.label`,
        help: `${EVENT}.trigger.choices.created.help`,
      },
      {
        value: "paid",
        label: `${EVENT}.trigger.choices.paid.label`,
        help: `${EVENT}.trigger.choices.paid.help`,
      },
    ],
  },
  "event.value": {
    label: `${EVENT}.value.label`,
    help: `${EVENT}.value.help`,
    choices: [
      {
        value: "total",
        label: `${EVENT}.value.choices.total.label`,
        help: `${EVENT}.value.choices.total.help`,
      },
      { value: "total_without_shipping", label: `${EVENT}.value.choices.total_without_shipping.label` },
      { value: "total_without_tax", label: `${EVENT}.value.choices.total_without_tax.label` },
      {
        value: "subtotal",
        label: `${EVENT}.value.choices.subtotal.label`,
        help: `${EVENT}.value.choices.subtotal.help`,
      },
    ],
  },
  "event.currency": {
    label: `${EVENT}.currency.label`,
    choices: [
      { value: "shop", label: `${EVENT}.currency.choices.shop.label` },
      {
        value: "presentment",
        label: `${EVENT}.currency.choices.presentment.label`,
        help: `${EVENT}.currency.choices.presentment.help`,
      },
    ],
  },
  "event.contentId": {
    label: `${EVENT}.content_id.label`,
    help: `${EVENT}.content_id.help`,
    choices: [
      { value: "variant", label: `${EVENT}.content_id.choices.variant.label` },
      {
        value: "product",
        label: `${EVENT}.content_id.choices.product.label`,
        help: `${EVENT}.content_id.choices.product.help`,
      },
      { value: "sku", label: `${EVENT}.content_id.choices.sku.label` },
      { value: "template", label: `${EVENT}.content_id.choices.template.label` },
    ],
  },
  "event.contentIdTemplate": {
    label: `${EVENT}.content_id_template.label`,
    help: `${EVENT}.content_id_template.help`,
  },
  "orders.channels.pos": {
    label: `${ORDERS}.channels.pos.label`,
    help: `${ORDERS}.channels.pos.help`,
  },
  "orders.channels.draft": {
    label: `${ORDERS}.channels.draft.label`,
    help: `${ORDERS}.channels.draft.help`,
  },
  "orders.channels.renewal": {
    label: `${ORDERS}.channels.renewal.label`,
    help: `${ORDERS}.channels.renewal.help`,
  },
  "orders.channels.otherApps": {
    label: `${ORDERS}.channels.other_apps.label`,
    help: `${ORDERS}.channels.other_apps.help`,
  },
  "orders.skipOrderTags": {
    label: `${ORDERS}.skip_order_tags.label`,
    none: `${ORDERS}.skip_order_tags.none`,
  },
  "orders.skipCustomerTags": {
    label: `${ORDERS}.skip_customer_tags.label`,
    help: `${ORDERS}.skip_customer_tags.help`,
    none: `${ORDERS}.skip_customer_tags.none`,
  },
  "orders.skipGateways": {
    label: `${ORDERS}.skip_gateways.label`,
    help: `${ORDERS}.skip_gateways.help`,
    none: `${ORDERS}.skip_gateways.none`,
  },
  "orders.customers": {
    label: `${ORDERS}.customers.label`,
    help: `${ORDERS}.customers.help`,
    choices: [
      { value: "all", label: `${ORDERS}.customers.choices.all.label` },
      {
        value: "new",
        label: `${ORDERS}.customers.choices.new.label`,
        help: `${ORDERS}.customers.choices.new.help`,
      },
      {
        value: "returning",
        label: `${ORDERS}.customers.choices.returning.label`,
        help: `${ORDERS}.customers.choices.returning.help`,
      },
    ],
  },
  "orders.requireClickId": {
    label: `${ORDERS}.require_click_id.label`,
    help: `${ORDERS}.require_click_id.help`,
  },
};

/** The texts of a pixel's rule. */
export const RULE_KEYS: Readonly<Record<RuleField, SettingKeys>> = {
  countries: {
    label: `${RULE}.countries.label`,
    help: `${RULE}.countries.help`,
    none: `${RULE}.countries.none`,
  },
  currencies: {
    label: `${RULE}.currencies.label`,
    help: `${RULE}.currencies.help`,
    none: `${RULE}.currencies.none`,
  },
  channels: {
    label: `${RULE}.channels.label`,
    help: `${RULE}.channels.help`,
    none: `${RULE}.channels.none`,
  },
};

/** The cards of the page, by the first name of their settings' paths. */
export type Group = "consent" | "attribution" | "event" | "orders" | "pixel_rules";
