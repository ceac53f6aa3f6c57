import { expect, it } from "vitest";
import { templateProblem, templateProblemWords } from "../../app/tiktok/content-id.ts";

it.each<[string, string | undefined]>([
  ["shopify_{country}_{product_id}_{variant_id}", undefined],
  ["{sku}", undefined],
  ["", "Use at least one of {product_id}, {variant_id} and {sku}."],
  ["shopify_{country}", "Use at least one of {product_id}, {variant_id} and {sku}."],
  ["{variant}", "{variant} is not known. Use {country}, {product_id}, {variant_id} and {sku}."],
  ["{__proto__}", "{__proto__} is not known. Use {country}, {product_id}, {variant_id} and {sku}."],
  ["{sku}}", "A brace is missing its partner."],
  ["{{sku}", "A brace is missing its partner."],
])("a template of %j: %s", (template, problem) => {
  const found = templateProblem(template);
  expect(found && templateProblemWords(found)).toBe(problem);
});
