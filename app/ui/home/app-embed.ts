import type { EmbedStatus } from "./app-embed-status.ts";
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

/** The problem of an embed that is off, or whose clicks miss the cart. Before TikTok is connected it is a set-up step instead. */
export function embedProblem(
  { key, text }: EmbedStatus,
  link: string,
  connected: boolean,
): Problem | undefined {
  if (!connected) return undefined;
  if (key === "off")
    return {
      key: "embed_off",
      tone: "critical",
      title: "The app embed is off in your theme",
      stops: `${text} Without it the cart has no click id, and TikTok learns only what the web pixel saw.`,
      todo: "Turn on TikTok click capture in the theme editor and press Save there.",
      action: { label: "Open theme editor", url: link },
    };
  if (key !== "missing") return undefined;
  return {
    key: "embed_missing",
    tone: "warning",
    title: "Clicks do not reach the cart",
    stops: `${text} Of such clicks TikTok learns only what the web pixel saw.`,
    todo: "Run a click test: one that reaches the cart ends this. If it does not, another app may rewrite the cart, or the theme may not load the app embed. Cart links and some wallet buttons pass the cart by: if all of these came that way, nothing is wrong.",
    action: { label: "Run a click test", url: "/app/click-test" },
  };
}
