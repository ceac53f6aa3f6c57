import type { OrderLine as ListedOrder } from "../../shops/shop-records.server.ts";
import { exportSettings } from "../../shops/settings-transfer.ts";
import type { StoredSettings } from "../../shops/settings-store.server.ts";
import { DEFAULT_SETTINGS } from "../../shops/settings.ts";
import type { Formats } from "../formats.ts";
import { exampleProduct } from "./example-product.ts";
import type { HistoryView } from "./history-view.ts";
import { pixelsIn, settingsDraft, type SettingsDraft } from "./settings-draft.ts";

/** A product the page shows the id of. */
export interface ExampleProduct {
  title?: string;
  productId?: string;
  variantId?: string;
  sku?: string;
  /** It is of a real order. */
  ordered: boolean;
  /** The shop's, ISO 3166-1 alpha-2. */
  country: string;
}

/** A pixel that has a rule, or could have one. */
export interface RulePixel {
  code: string;
  connected: boolean;
}

/** What the settings page shows. */
export interface SettingsView {
  revision: number;
  saved: SettingsDraft;
  defaults: SettingsDraft;
  /** Empty where a rule would decide nothing. */
  rulePixels: RulePixel[];
  example: ExampleProduct;
  /** The latest orders, to try settings on. */
  orders: { id: string; name: string }[];
  history: HistoryView;
  /** The whole document, as it is exported. */
  document: string;
}

/** What the settings page is read from. */
export interface SettingsFacts {
  stored: StoredSettings;
  pixels: readonly { code: string }[];
  orders: readonly Pick<ListedOrder, "orderId" | "name" | "receivedAt" | "facts">[];
  country: string | null | undefined;
  history: HistoryView;
}

/** The settings page as stored. */
export function settingsView(facts: SettingsFacts, formats: Formats): SettingsView {
  const { stored, orders, country, history } = facts;
  const connected = facts.pixels.map(({ code }) => code);
  const saved = settingsDraft(stored.settings, connected);
  const rulePixels = pixelsIn(saved).map((code) => ({ code, connected: connected.includes(code) }));
  const hasRule = stored.settings.pixelRules.length > 0;
  return {
    revision: stored.revision,
    saved,
    defaults: settingsDraft(DEFAULT_SETTINGS, []),
    rulePixels: hasRule || connected.length > 1 ? rulePixels : [],
    example: exampleProduct(orders[0]?.facts, country),
    orders: orders
      .filter(({ facts: order }) => order !== "{}")
      .map(({ orderId, name, receivedAt }) => ({
        id: orderId,
        name: formats.t("settings.preview.order_at", {
          order: name,
          time: formats.shortMoment(receivedAt).text,
        }),
      })),
    history,
    document: exportSettings(stored.settings),
  };
}
