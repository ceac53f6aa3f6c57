import { useRouteError } from "@remix-run/react";
import { Banner, BlockStack, Page } from "@shopify/polaris";
import { brokenPageWords } from "./broken-page.ts";
import { useText } from "./use-text.ts";

function reload() {
  location.reload();
}

/** The error boundary of every embedded page: it stays inside the frame and says what to do. The error itself is in the server's log. */
export function PageProblem() {
  const t = useText();
  const { title, explanation, reference } = brokenPageWords(useRouteError(), t);
  return (
    <Page title={title}>
      <Banner
        tone="critical"
        title={t("frame.broken.heading")}
        action={{ content: t("frame.broken.reload"), onAction: reload }}
      >
        <BlockStack gap="200">
          <p>{explanation}</p>
          {reference === undefined ? null : <p>{reference}</p>}
        </BlockStack>
      </Banner>
    </Page>
  );
}
