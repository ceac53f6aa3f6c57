import type { OrderLine } from "../../orders/lines.ts";
import { CONTENT_ID_KINDS, contentIdOf, templateProblem, type ContentId } from "../../tiktok/content-id.ts";
import type { ExampleProduct } from "./settings-view.ts";

const MADE_UP = {
  ...{ productId: "8412345678901", variantId: "45123456789012", sku: "RF-SHIRT-M" },
  title: "Ridge Flannel Shirt",
};

type Line = Partial<Pick<OrderLine, "productId" | "variantId" | "sku" | "title">>;

/** The first product of the latest order, or a made-up one. */
export function exampleProduct(
  facts: string | undefined,
  country: string | null | undefined,
): ExampleProduct {
  const { lines = [] } = (facts === undefined ? {} : JSON.parse(facts)) as { lines?: Line[] };
  const ordered = lines.find(({ variantId }) => variantId !== undefined);
  const { title, productId, variantId, sku } = ordered ?? MADE_UP;
  return {
    ...(title === undefined ? {} : { title }),
    ...(productId === undefined ? {} : { productId }),
    ...(variantId === undefined ? {} : { variantId }),
    ...(sku === undefined ? {} : { sku }),
    ordered: ordered !== undefined,
    country: country ?? "US",
  };
}

/** What the product is sent as under a choice; undefined while the pattern cannot be used. */
export function exampleId(
  { productId, variantId, sku, country }: ExampleProduct,
  { contentId, contentIdTemplate }: { contentId: string; contentIdTemplate: string },
): ContentId | undefined {
  const kind = CONTENT_ID_KINDS.find((one) => one === contentId);
  if (kind === undefined) return undefined;
  if (kind === "template" && templateProblem(contentIdTemplate.trim()) !== undefined) return undefined;
  const rest = { lineId: undefined, title: undefined, vendor: undefined, quantity: 1, unitPrice: {} };
  const policy = { contentId: kind, contentIdTemplate: contentIdTemplate.trim() };
  return contentIdOf({ ...rest, productId, variantId, sku }, policy, country);
}
