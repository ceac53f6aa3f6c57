import polaris from "@shopify/polaris/locales/en.json" with { type: "json" };
import frame from "./frame.json" with { type: "json" };

/** Every text of the pages in English: the catalogue the others are translated from. */
export const en = { frame };

/** The texts inside Polaris' own components. */
export { polaris };
