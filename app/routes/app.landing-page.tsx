import { randomUUID } from "node:crypto";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useFetcher } from "@remix-run/react";
import { BlockStack, Button, Card, Form, Page, Text, TextField } from "@shopify/polaris";
import { useEffect, useState } from "react";
import { translateFor } from "../locales/server-texts.ts";
import { tooMany } from "../platform/too-many.server.ts";
import { testClickId } from "../shops/click-test.ts";
import { useText } from "../ui/frame/use-text.ts";
import { titled } from "../ui/frame/page-title.ts";
import { landingView, readDestination, type LandingPageAnswer } from "../ui/landing/landing-view.ts";
import { LandingResult } from "../ui/landing/LandingResult.tsx";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("landing_page");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  await app.shopify.authenticate.admin(request);
  return null;
}

export async function action({
  request,
  context: { app },
}: ActionFunctionArgs): Promise<LandingPageAnswer | Response> {
  const { session } = await app.shopify.authenticate.admin(request);
  const read = readDestination((await request.formData()).get("destination"));
  const t = translateFor(requestLocale(request));
  if (!read.ok) return { kind: "invalid", error: t(`landing.invalid.${read.refusal}`) };
  const answer = await app.landingChecks.check(session.shop, read.url, testClickId(randomUUID()));
  const said: LandingPageAnswer = { kind: "result", view: landingView(answer, t) };
  return answer.kind === "busy" ? tooMany(said, answer.retryAfterMs) : said;
}

/** Follows an ad's destination URL and shows where the click id is lost. */
export default function LandingPage() {
  const t = useText();
  const fetcher = useFetcher<LandingPageAnswer>();
  const answer = fetcher.state === "idle" ? fetcher.data : undefined;
  return (
    <Page title={t("frame.navigation.landing_page")}>
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
  const t = useText();
  const [destination, setDestination] = useState("");
  useEffect(() => {
    if (error !== undefined) document.querySelector<HTMLElement>("[name=destination]")?.focus();
  }, [error]);
  const check = () => {
    if (!busy) onCheck(destination);
  };
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="p" tone="subdued">
          {t("landing.form.intro")}
        </Text>
        <Form onSubmit={check} implicitSubmit noValidate>
          <BlockStack gap="300" inlineAlign="start">
            <div style={{ inlineSize: "100%" }}>
              <TextField
                label={t("landing.form.label")}
                name="destination"
                type="url"
                inputMode="url"
                value={destination}
                error={error ?? false}
                placeholder={t("landing.form.placeholder")}
                autoComplete="off"
                spellCheck={false}
                onChange={setDestination}
              />
            </div>
            <Button submit variant="primary" loading={busy}>
              {t("landing.form.check")}
            </Button>
          </BlockStack>
        </Form>
      </BlockStack>
    </Card>
  );
}
