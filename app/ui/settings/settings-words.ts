import type { FieldPath, RuleField } from "../../shops/settings-diff.ts";

/** One of the values a setting may have. */
export interface Choice {
  value: string;
  label: string;
  /** What choosing it does. */
  help?: string;
}

/** What a setting is called and does. `choices` where there are few; `unit` of a number; `none`: what an empty list means. */
export interface SettingWords {
  label: string;
  help?: string;
  choices?: readonly Choice[];
  unit?: string;
  none?: string;
}

/** Every setting in plain words. */
export const SETTING_WORDS: Readonly<Record<FieldPath, SettingWords>> = {
  "consent.policy": {
    label: "When is an order sent to TikTok?",
    choices: [
      {
        value: "regional",
        label: "Follow the region",
        help: "A recorded consent always counts. Where none was recorded (a shopper who refuses leaves no record), orders from the EEA, the United Kingdom and Switzerland are not sent, and others are.",
      },
      {
        value: "strict",
        label: "Only with recorded consent",
        help: "An order is sent only when the shopper's consent was recorded, in every country. Orders without a browser, such as draft orders, are never sent.",
      },
    ],
  },
  "consent.limitedDataUse": {
    label: "Ask TikTok to limit how it uses the data?",
    help: "Marks the event for limited data use. It is a request about how TikTok processes the data, not a consent: without consent nothing is sent at all.",
    choices: [
      {
        value: "us_states",
        label: "In US states with a right to opt out",
        help: "For buyers there whose consent was not recorded.",
      },
      { value: "always", label: "For every order" },
      { value: "never", label: "Never" },
    ],
  },
  "attribution.windowDays": {
    label: "Click window",
    help: "A click that is older when the shopper buys is not used. Set it to the click window of your TikTok campaigns.",
    unit: "days",
    choices: [
      { value: "1", label: "1 day" },
      { value: "7", label: "7 days" },
      { value: "14", label: "14 days" },
      { value: "28", label: "28 days" },
    ],
  },
  "attribution.hintWaitSeconds": {
    label: "Wait for the browser",
    help: "An order that came without a click id waits this long for the browser's report, 0 to 60 seconds.",
    unit: "seconds",
  },
  "event.name": {
    label: "Event name",
    help: "It must be the name your browser pixel uses, letter by letter: TikTok counts a purchase twice when the names differ.",
    choices: [
      { value: "Purchase", label: "Purchase", help: "TikTok's current name for a sale." },
      {
        value: "CompletePayment",
        label: "CompletePayment",
        help: "The older name. Many pixels still use it.",
      },
    ],
  },
  "event.trigger": {
    label: "When is it sent?",
    choices: [
      {
        value: "created",
        label: "When the order is placed",
        help: "TikTok learns of it within seconds, also when it is paid later.",
      },
      {
        value: "paid",
        label: "When the order is fully paid",
        help: "Cash on delivery and bank transfers wait until you mark them as paid, at most 28 days.",
      },
    ],
  },
  "event.value": {
    label: "What counts as the value?",
    help: "What TikTok reports as the purchase's worth. A gift card or store credit is a way of paying and does not lower it.",
    choices: [
      {
        value: "total",
        label: "The order's total",
        help: "All the buyer was charged, with shipping, tax, duties and tips.",
      },
      { value: "total_without_shipping", label: "The total without shipping" },
      { value: "total_without_tax", label: "The total without tax" },
      {
        value: "subtotal",
        label: "The items alone",
        help: "After all discounts, without shipping, duties and tips; with tax only where your prices include it.",
      },
    ],
  },
  "event.currency": {
    label: "Currency",
    choices: [
      { value: "shop", label: "Your shop's currency" },
      {
        value: "presentment",
        label: "The currency the buyer saw",
        help: "Amounts and currency as at the checkout.",
      },
    ],
  },
  "event.contentId": {
    label: "Product id",
    help: "It must be the id your products have in your TikTok catalogue. A product that lacks it is sent with its variant, product or SKU id instead.",
    choices: [
      { value: "variant", label: "Variant id" },
      { value: "product", label: "Product id", help: "One id for a product with all its variants." },
      { value: "sku", label: "SKU" },
      { value: "template", label: "A pattern of your own" },
    ],
  },
  "event.contentIdTemplate": {
    label: "Pattern",
    help: "May hold {country} (your shop's), {product_id}, {variant_id} and {sku}.",
  },
  "orders.channels.pos": {
    label: "Point of sale",
    help: "Sold at a till.",
  },
  "orders.channels.draft": {
    label: "Draft orders",
    help: "Made by your staff.",
  },
  "orders.channels.renewal": {
    label: "Subscription renewals",
    help: "The first order of a subscription is an order like any other.",
  },
  "orders.channels.otherApps": {
    label: "Other apps' sales channels",
    help: "TikTok Shop is one of them, and TikTok counts its orders itself.",
  },
  "orders.skipOrderTags": {
    label: "Leave out orders tagged",
    none: "nothing",
  },
  "orders.skipCustomerTags": {
    label: "Leave out customers tagged",
    help: "Works where Shopify tells the customer's tags with the order; newer orders come without them.",
    none: "nothing",
  },
  "orders.skipGateways": {
    label: "Leave out orders paid by",
    help: "The gateway's name as Shopify has it, such as shopify_payments or manual.",
    none: "nothing",
  },
  "orders.customers": {
    label: "Whose orders are sent?",
    help: "An order is sent where Shopify does not say whether its customer is new.",
    choices: [
      { value: "all", label: "All customers'" },
      { value: "new", label: "New customers' only", help: "The first order of a customer." },
      { value: "returning", label: "Returning customers' only", help: "Every order after the first." },
    ],
  },
  "orders.requireClickId": {
    label: "Send only orders with a TikTok click id",
    help: "TikTok also recognises shoppers by email, phone and more, and counts those purchases too. Most shops leave this off.",
  },
};

/** A pixel's rule in plain words. */
export const RULE_WORDS: Readonly<Record<RuleField, SettingWords>> = {
  countries: {
    label: "Buyers' countries",
    help: "Two letters each, such as US or DE. For a Shopify market, enter its countries.",
    none: "every country",
  },
  currencies: {
    label: "Currencies paid in",
    help: "Three letters each, such as USD or EUR.",
    none: "every currency",
  },
  channels: {
    label: "Sales channels",
    help: "Shopify's names: web for the online store, pos for the till, a number for another app.",
    none: "every channel",
  },
};

/** The cards of the page: what they are called, and what they are about. */
export const GROUPS = {
  consent: {
    title: "Consent",
    about: "Whose orders may go to TikTok. Without consent nothing about an order is shared.",
  },
  attribution: { title: "Clicks", about: "Which click an order belongs to." },
  event: {
    title: "Event",
    about: "What TikTok is told of an order.",
  },
  orders: {
    title: "Which orders",
    about: "Orders that are left out stay in the list, with the reason.",
  },
  pixelRules: {
    title: "Pixel rules",
    about:
      "Which orders each pixel gets. What is left empty asks for nothing; everything that is entered must hold.",
  },
} as const;

/** Above the four choices of sales channels. */
export const CHANNEL_WORDS = {
  title: "Also send, without a TikTok click",
  help: "Orders of these channels are sent only when a TikTok click is known. Tick a channel to send all of its orders. Default: none.",
};
