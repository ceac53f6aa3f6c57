import { randomUUID } from "node:crypto";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, Form, Page, Text, TextField } from "@shopify/polaris";
import { useState } from "react";
import { testClickId } from "../shops/click-test.ts";
import { titled } from "../ui/frame/page-title.ts";
import { landingView, readDestination, type LandingPageAnswer } from "../ui/landing/landing-view.ts";
import { LandingResult } from "../ui/landing/LandingResult.tsx";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("landing_page");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  await app.shopify.authenticate.admin(request);
  return null;
}

export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<LandingPageAnswer> {
  const { session } = await app.shopify.authenticate.admin(request);
  const read = readDestination((await request.formData()).get("destination"));
  if (!read.ok) return { kind: "invalid", error: read.error };
  const answer = await app.landingChecks.check(session.shop, read.url, testClickId(randomUUID()));
  return { kind: "result", view: landingView(answer) };
}

/** Follows an ad's destination URL and shows where the click id is lost. */
export default function LandingPage() {
  const fetcher = useFetcher<LandingPageAnswer>();
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  return (
    <Page title="Landing-page check">
      <BlockStack gap="400">
        <DestinationCard
          busy={fetcher.state !== "idle"}
          {...(answer?.kind === "invalid" ? { error: answer.error } : {})}
          onCheck={(destination) => {
            fetcher.submit({ destination }, { method: "post" });
          }}
        />
        <div aria-live="polite">{answer?.kind === "result" && <LandingResult view={answer.view} />}</div>
      </BlockStack>
    </Page>
  );
}

interface DestinationCardProps {
  busy: boolean;
  error?: string;
  onCheck(destination: string): void;
}

function DestinationCard({ busy, error, onCheck }: DestinationCardProps) {
  const [destination, setDestination] = useState("");
  const check = () => {
    if (!busy) onCheck(destination);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          Some redirects lose TikTok&apos;s click id on the way to your shop. Paste the destination URL of an
          ad: the app follows it as a click would, without loading the page, and shows every address on the
          way.
        </Text>
        <Form onSubmit={check} implicitSubmit noValidate>
          <BlockStack gap="300" inlineAlign="start">
            <div style={{ inlineSize: "100%" }}>
              <TextField
                label="Destination URL"
                name="destination"
                type="url"
                inputMode="url"
                value={destination}
                error={error ?? false}
                placeholder="https://your-shop.com/products/shirt"
                autoComplete="off"
                spellCheck={false}
                onChange={setDestination}
              />
            </div>
            <Button submit variant="primary" loading={busy}>
              Check
            </Button>
          </BlockStack>
        </Form>
      </BlockStack>
    </Card>
  );
}
