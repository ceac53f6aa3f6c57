import { isRouteErrorResponse, useRouteError } from "@remix-run/react";
import { Banner, Page } from "@shopify/polaris";
import { brokenPageWords } from "./broken-page.ts";

const reload = {
  content: "Reload the page",
  onAction: () => {
    location.reload();
  },
};

/** The error boundary of every embedded page: it stays inside the frame and says what to do. The error itself is in the server's log. */
export function PageProblem() {
  const error = useRouteError();
  const { title, explanation } = brokenPageWords(isRouteErrorResponse(error) ? error.status : undefined);
  return (
    <Page title={title}>
      <Banner tone="critical" title="This page could not be shown" action={reload}>
        <p>{explanation}</p>
      </Banner>
    </Page>
  );
}
