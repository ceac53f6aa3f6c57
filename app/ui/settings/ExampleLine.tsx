import { Box, Text } from "@shopify/polaris";
import { Verbatim } from "../facts/Verbatim.tsx";
import { exampleId } from "./example-product.ts";
import type { ExampleProduct } from "./settings-view.ts";

/** One product's id under what is chosen now. */
export function ExampleLine({
  example,
  policy,
}: {
  example: ExampleProduct;
  policy: { contentId: string; contentIdTemplate: string };
}) {
  const sent = exampleId(example, policy);
  return (
    <Box background="bg-surface-secondary" padding="300" borderRadius="200">
      <div aria-live="polite">
        {sent === undefined ? (
          <Text as="p" tone="subdued">
            Correct the pattern to see an example.
          </Text>
        ) : (
          <Text as="p">
            Example: {example.title} {example.ordered ? "of your latest order " : ""}is sent as{" "}
            <Verbatim label="the product id" value={sent.id} />
            {sent.type === "product_group" ? ", a product with all its variants." : "."}
          </Text>
        )}
      </div>
    </Box>
  );
}
