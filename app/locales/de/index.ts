import polaris from "@shopify/polaris/locales/de.json" with { type: "json" };
import frame from "./frame.json" with { type: "json" };

/** Every text of the pages in German. */
export const de = { frame };

export { polaris };
