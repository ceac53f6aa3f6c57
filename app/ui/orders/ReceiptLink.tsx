import { Link, Text } from "@shopify/polaris";

/** An order's name in a list, leading to its receipt. */
export function ReceiptLink({ url, name }: { url: string; name: string }) {
  return (
    <Link url={url} monochrome removeUnderline dataPrimaryLink>
      <Text as="span" fontWeight="semibold">
        {name}
      </Text>
    </Link>
  );
}
