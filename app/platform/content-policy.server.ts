import { createHash } from "node:crypto";

const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** What a document's policy is made of. */
export interface ContentPolicy {
  /** The origin of the admin where that is not Shopify's own. */
  adminOrigin: string | undefined;
  /** Where App Bridge is loaded from. */
  appBridgeUrl: string;
  /** Marks the inline scripts that are ours: this document's own. */
  nonce: string;
  /** Inline scripts that others wrote into the document, without their tags. */
  inlineScripts?: readonly string[];
}

/**
 * Says who may show the document in a frame, the shop's admin and nobody else, and which scripts it runs: our own files, App Bridge, and the inline scripts that carry the
 * nonce. Shopify's library leaves the header out when it does not know the shop; here that means that nobody may frame it.
 */
export function setContentPolicy(request: Request, headers: Headers, policy: ContentPolicy): void {
  headers.set("Content-Security-Policy", [frameAncestors(request, policy), ...scripts(policy)].join("; "));
}

function frameAncestors(request: Request, { adminOrigin }: ContentPolicy): string {
  const shop = new URL(request.url).searchParams.get("shop") ?? "";
  const ancestors = SHOP.test(shop)
    ? [`https://${shop}`, "https://admin.shopify.com", adminOrigin]
    : ["'none'"];
  return `frame-ancestors ${ancestors.filter(Boolean).join(" ")}`;
}

/** The folder of App Bridge, not its host: files that merchants upload are on the same one. */
function scripts({ appBridgeUrl, nonce, inlineScripts = [] }: ContentPolicy): string[] {
  const folder = new URL(".", appBridgeUrl).href;
  const hashes = inlineScripts.map((script) => `'sha256-${sha256(script)}'`);
  return [
    ["script-src 'self'", folder, `'nonce-${nonce}'`, ...hashes].join(" "),
    "object-src 'none'",
    "base-uri 'none'",
  ];
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64");

/** The inline scripts of a piece of HTML. */
export function inlineScriptsOf(html: string): string[] {
  return [...html.matchAll(/<script>([^<]*)<\/script>/g)].map(([, script = ""]) => script);
}
