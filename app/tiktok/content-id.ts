import type { OrderLine } from "../orders/lines.ts";

/** Where a line's content id comes from. It must equal the id of the merchant's TikTok catalogue. */
export const CONTENT_ID_KINDS = ["variant", "product", "sku", "template"] as const;
export type ContentIdKind = (typeof CONTENT_ID_KINDS)[number];

export interface ContentIdPolicy {
  contentId: ContentIdKind;
  /** Used with `template`, e.g. `shopify_{country}_{product_id}_{variant_id}`. */
  contentIdTemplate: string;
}

/** A line as the catalogue knows it: one article, or a product with all its variants. */
export interface ContentId {
  id: string;
  type: "product" | "product_group";
}

const PLACEHOLDER = /\{([^{}]*)\}/g;
const PLACEHOLDERS = ["country", "product_id", "variant_id", "sku"] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/** Why a template cannot be used: it names what nothing is known as, a brace has no partner, or no article is told from another. */
export type TemplateProblem = { kind: "placeholder"; name: string } | { kind: "brace" | "article" };

/** Why a template cannot be used; undefined when it can. */
export function templateProblem(template: string): TemplateProblem | undefined {
  const used = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
  const unknown = used.find((name) => !isPlaceholder(name));
  if (unknown !== undefined) return { kind: "placeholder", name: unknown };
  if (/[{}]/.test(template.replace(PLACEHOLDER, ""))) return { kind: "brace" };
  return used.some((name) => name !== "country") ? undefined : { kind: "article" };
}

/** The words for who writes a document. */
export function templateProblemWords(problem: TemplateProblem): string {
  switch (problem.kind) {
    case "placeholder":
      return `{${problem.name}} is not known. Use {country}, {product_id}, {variant_id} and {sku}.`;
    case "brace":
      return "A brace is missing its partner.";
    case "article":
      return "Use at least one of {product_id}, {variant_id} and {sku}.";
  }
}

/**
 * The content id of a line, or undefined when no catalogue could know it (a tip, a custom item). What the merchant chose comes first; a line that
 * lacks it falls back to variant, product, SKU. `country` is the shop's, ISO 3166-1 alpha-2.
 */
export function contentIdOf(
  line: OrderLine,
  policy: ContentIdPolicy,
  country: string | undefined,
): ContentId | undefined {
  return (
    chosen(line, policy, country) ?? article(line.variantId) ?? group(line.productId) ?? article(line.sku)
  );
}

function chosen(
  line: OrderLine,
  { contentId, contentIdTemplate }: ContentIdPolicy,
  country: string | undefined,
): ContentId | undefined {
  switch (contentId) {
    case "variant":
      return article(line.variantId);
    case "product":
      return group(line.productId);
    case "sku":
      return article(line.sku);
    case "template":
      return filled(contentIdTemplate, line, country);
  }
}

/** The template with every placeholder filled, or undefined when the line lacks one of them. */
function filled(template: string, line: OrderLine, country: string | undefined): ContentId | undefined {
  const values: Readonly<Record<Placeholder, string | undefined>> = {
    country: country?.toUpperCase(),
    product_id: line.productId,
    variant_id: line.variantId,
    sku: line.sku,
  };
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
  if (names.some((name) => !isPlaceholder(name) || values[name] === undefined)) return undefined;
  const id = template.replace(
    PLACEHOLDER,
    (_, name: string) => (isPlaceholder(name) ? values[name] : undefined) ?? "",
  );
  return names.includes("variant_id") || names.includes("sku") ? article(id) : group(id);
}

function article(id: string | undefined): ContentId | undefined {
  return id === undefined ? undefined : { id, type: "product" };
}

function group(id: string | undefined): ContentId | undefined {
  return id === undefined ? undefined : { id, type: "product_group" };
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}
