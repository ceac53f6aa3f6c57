import type { Translate } from "../../locales/translate.ts";
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
export function embedProblem({ key, text }: EmbedStatus, link: string, t: Translate): Problem | undefined {
  if (key !== "off" && key !== "missing") return undefined;
  return {
    key: `embed_${key}`,
    tone: key === "off" ? "critical" : "warning",
    title: t(`home.embed.problem.${key}.title`),
    stops: `${text} ${t(`home.embed.problem.${key}.stops`)}`,
    todo: t(`home.embed.problem.${key}.todo`),
    action: embedAction(key, link, t),
  };
}

/** Clicks that miss the cart are looked into with a click test; everything else is mended in the theme editor. */
export function embedAction(
  key: EmbedStatus["key"],
  link: string,
  t: Translate,
): { label: string; url: string } {
  return key === "missing"
    ? { label: t("home.embed.run_click_test"), url: "/app/click-test" }
    : { label: t("home.embed.open_editor"), url: link };
}
