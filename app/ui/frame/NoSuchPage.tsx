import { Banner, Page } from "@shopify/polaris";

interface NoSuchPageProps {
  title: string;
  explanation: string;
}

/** An address that leads nowhere: inside the frame, with the way home. */
export function NoSuchPage({ title, explanation }: NoSuchPageProps) {
  return (
    <Page title={title} backAction={{ content: "Home", url: "/app" }}>
      <Banner tone="info" title={explanation} action={{ content: "Go to Home", url: "/app" }} />
    </Page>
  );
}
