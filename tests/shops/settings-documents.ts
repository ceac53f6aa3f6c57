/** Documents of settings for tests. */
import { settingsSchema, type Settings } from "../../app/shops/settings.ts";

/** A document that differs from the defaults in every setting. */
export const EVERYTHING_CHANGED: Settings = settingsSchema.parse({
  consent: { policy: "strict", limitedDataUse: "always" },
  attribution: { windowDays: 7, hintWaitSeconds: 0 },
  event: {
    ...{ name: "CompletePayment", trigger: "paid", value: "subtotal", currency: "presentment" },
    ...{ contentId: "template", contentIdTemplate: "{sku}" },
  },
  orders: {
    channels: { pos: true, draft: true, renewal: true, otherApps: true },
    ...{ skipOrderTags: ["wholesale"], skipCustomerTags: ["staff"], skipGateways: ["manual"] },
    ...{ customers: "new", requireClickId: true },
  },
  pixelRules: [{ pixel: "CPIXEL0000000001", countries: ["DE"], currencies: ["EUR"], channels: ["web"] }],
});

/** The defaults with some parts of the document replaced. */
export const settingsWith = (parts: object): Settings => settingsSchema.parse(parts);
