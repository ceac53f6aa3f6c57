import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, Box, Layout, Page } from "@shopify/polaris";
import { z } from "zod";
import { readAlertForm } from "../alerts/alert-settings.ts";
import { languageOf } from "../locales/language.ts";
import { translateFor } from "../locales/server-texts.ts";
import {
  alertsView,
  ALERTS_LISTED,
  fieldErrors,
  testResult,
  type TestResult,
} from "../ui/alerts/alerts-view.ts";
import { isAlertDraftChanged, type AlertDraft } from "../ui/alerts/alert-draft.ts";
import { ConditionsCard, MailCard } from "../ui/alerts/AlertCards.tsx";
import { AlertHistoryCard } from "../ui/alerts/AlertHistoryCard.tsx";
import { WebhookCard, type SecretAnswer } from "../ui/alerts/WebhookCard.tsx";
import { createFormats } from "../ui/formats.server.ts";
import { titled } from "../ui/frame/page-title.ts";
import { PageSaveBar } from "../ui/frame/PageSaveBar.tsx";
import { useLeaveConfirmation, useSavedForm, type SaveAnswer } from "../ui/frame/use-saved-form.ts";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("alerts");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const [shop, stored, history] = await Promise.all([
    app.recordsOf(session.shop).shop(),
    app.alerts.settings.read(session.shop),
    app.alerts.messages.history(session.shop, ALERTS_LISTED),
  ]);
  const locale = requestLocale(request);
  const facts = { stored, history, sendsMail: app.alerts.sendsMail, language: languageOf(locale) };
  return alertsView(facts, createFormats(locale, shop?.timezone ?? undefined));
}

const requests = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("save"), document: z.string().max(10_000) }),
  z.object({ intent: z.enum(["test_mail", "test_webhook", "new_secret"]) }),
]);

export async function action({
  request,
  context: { app },
}: ActionFunctionArgs): Promise<SaveAnswer | TestResult | SecretAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("no such action", { status: 400 });
  const t = translateFor(requestLocale(request));
  const by = sessionToken.sub;
  const shop = { domain: session.shop, timeZone: undefined };
  switch (asked.data.intent) {
    case "save": {
      const read = readAlertForm(asked.data.document);
      if (read === undefined) throw new Response("no such form", { status: 400 });
      if (!read.ok) return { kind: "invalid", errors: fieldErrors(read.errors, t) };
      await app.alerts.settings.save({ shop: session.shop, by, ...read });
      app.chores.wake();
      return { kind: "saved", message: t("alerts.page.saved") };
    }
    case "test_mail":
      return testResult(await app.alerts.tests.testMail(shop), t);
    case "test_webhook":
      return testResult(await app.alerts.tests.testWebhook(shop), t);
    case "new_secret":
      return { secret: await app.alerts.settings.newSecret(session.shop, by) };
  }
}

/** Who is told of what, and what was told. */
export default function Alerts() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  const form = useSavedForm<AlertDraft>({
    saved: view.saved,
    isChanged: isAlertDraftChanged,
    fields: (draft) => ({ intent: "save", document: JSON.stringify(draft) }),
  });
  useLeaveConfirmation();
  return (
    <Page title={t("alerts.page.title")} subtitle={t("alerts.page.subtitle")}>
      {view.unreadable && (
        <Box paddingBlockEnd="400">
          <Banner tone="critical" title={t("alerts.page.unreadable.title")}>
            <p>{t("alerts.page.unreadable.text")}</p>
          </Banner>
        </Box>
      )}
      <Layout>
        <MailCard form={form} view={view} />
        <WebhookCard form={form} view={view} />
        <ConditionsCard form={form} />
        <AlertHistoryCard view={view} />
      </Layout>
      <PageSaveBar id="alerts-save-bar" form={form} />
    </Page>
  );
}
