import type { Problem } from "./problems.ts";

/** Handle of the theme app extension, and of its one embed block. */
export const EMBED = "click-capture";

/**
 * Whether the app embed is on in the published theme.
 * - checking: not known yet
 * - unknown: Shopify did not say
 */
export type EmbedState = "checking" | "on" | "off" | "unknown";

/** The part of App Bridge's answer that is read; anything else may be there too. */
export interface ExtensionActivations {
  handle: string;
  activations: readonly { handle?: string; target?: string; status?: string }[];
}

/** Reads App Bridge's list of extensions. */
export function embedState(extensions: readonly ExtensionActivations[]): EmbedState {
  const extension = extensions.find(({ handle }) => handle === EMBED);
  if (extension === undefined) return "unknown";
  const block = extension.activations.find(({ handle }) => handle === EMBED);
  if (block?.status === undefined) return "unknown";
  return block.status === "active" ? "on" : "off";
}

/** Opens the theme editor with the app embed switched on, ready to be saved. */
export function embedLink(shop: string, apiKey: string): string {
  return `https://${shop}/admin/themes/current/editor?context=apps&activateAppId=${apiKey}/${EMBED}`;
}

/** The problem of an embed that is off. Before TikTok is connected it is a set-up step instead. */
export function embedProblem(state: EmbedState, link: string, connected: boolean): Problem | undefined {
  if (state !== "off" || !connected) return undefined;
  return {
    key: "embed_off",
    tone: "critical",
    title: "The app embed is off in your theme",
    stops: "Purchases are sent without TikTok's click id, so TikTok cannot tell which ad led to them.",
    todo: "Turn on Click capture in the theme editor and press Save there.",
    action: { label: "Open theme editor", url: link },
  };
}
