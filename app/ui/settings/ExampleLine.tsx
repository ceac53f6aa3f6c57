import { Box, Text } from "@shopify/polaris";
import { useText } from "../frame/use-text.ts";
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
  const t = useText();
  const product = example.title ?? t("settings.example.unnamed");
  const sent = exampleId(example, policy);
  return (
    <Box background="bg-surface-secondary" padding="300" borderRadius="200">
      <div aria-live="polite">
        {sent === undefined ? (
          <Text as="p" tone="subdued">
            {t("settings.example.none")}
          </Text>
        ) : (
          <Text as="p">
            {t(example.ordered ? "settings.example.ordered" : "settings.example.product", { product })}{" "}
            <Verbatim label={t("settings.example.id")} value={sent.id} />
            {sent.type === "product_group" && ` (${t("settings.example.group")})`}
          </Text>
        )}
      </div>
    </Box>
  );
}
