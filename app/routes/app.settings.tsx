import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, Box, Layout, Page } from "@shopify/polaris";
import { readSettingsForm, revisionField } from "../shops/settings-form.ts";
import { readSettings } from "../shops/settings.ts";
import { translateFor } from "../locales/server-texts.ts";
import { createFormats } from "../ui/formats.server.ts";
import { PageSaveBar } from "../ui/frame/PageSaveBar.tsx";
import { useLeaveConfirmation, type SaveAnswer } from "../ui/frame/use-saved-form.ts";
import { titled } from "../ui/frame/page-title.ts";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { Corrections } from "../ui/settings/Corrections.tsx";
import { FileCard } from "../ui/settings/FileCard.tsx";
import { HISTORY_PAGE, historyView } from "../ui/settings/history-view.ts";
import { HistoryCard } from "../ui/settings/HistoryCard.tsx";
import { invalidAnswer, saveAnswer } from "../ui/settings/save-answer.ts";
import { PreviewCard } from "../ui/settings/PreviewCard.tsx";
import {
  ClicksCard,
  ConsentCard,
  EventCard,
  OrdersCard,
  PixelRulesCard,
} from "../ui/settings/SettingCards.tsx";
import { settingsView } from "../ui/settings/settings-view.ts";
import { useSettingsForm } from "../ui/settings/use-settings-form.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("settings");

/** How many of the latest orders settings can be tried on. */
const ORDERS = 10;

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const [shop, pixels, orders, changes, stored] = await Promise.all([
    records.shop(),
    records.pixels(),
    records.latestOrders(ORDERS),
    app.settings.changes(session.shop, HISTORY_PAGE + 1),
    app.settings.read(session.shop),
  ]);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const history = historyView(changes, {
    ...{ staffId: sessionToken.sub, formats, read: readSettings },
  });
  return settingsView({ stored, pixels, orders, country: shop?.country, history }, formats);
}

export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<SaveAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const form = await request.formData();
  const revision = revisionField.safeParse(form.get("revision"));
  if (!revision.success) throw new Response("no revision", { status: 400 });
  const read = readSettingsForm(form.get("document"));
  const t = translateFor(requestLocale(request));
  if (!read.ok) return invalidAnswer(read.errors, t);
  const outcome = await app.settings.save({
    ...{ shop: session.shop, settings: read.settings, revision: revision.data },
    ...{ source: "page", changedBy: sessionToken.sub },
  });
  app.worker.wake();
  return saveAnswer(outcome, t);
}

/** What the merchant decides about sending. */
export default function Settings() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  const form = useSettingsForm(view);
  const fields = { form, defaults: view.defaults };
  const hasErrors = Object.keys(form.errors).length > 0;
  useLeaveConfirmation();
  return (
    <Page title={t("settings.page.title")} subtitle={t("settings.page.subtitle")}>
      {hasErrors && (
        <Box paddingBlockEnd="400">
          <Corrections errors={form.errors} />
        </Box>
      )}
      {form.refusal !== undefined && (
        <Box paddingBlockEnd="400">
          <Banner tone="warning" title={t("settings.page.not_saved")}>
            <p>{form.refusal}</p>
          </Banner>
        </Box>
      )}
      <Layout>
        <ConsentCard fields={fields} />
        <ClicksCard fields={fields} />
        <EventCard fields={fields} example={view.example} />
        <OrdersCard fields={fields} />
        {view.rulePixels.length > 0 && <PixelRulesCard fields={fields} pixels={view.rulePixels} />}
        <PreviewCard orders={view.orders} form={form} />
        <HistoryCard key={`history-${view.revision}`} first={view.history} />
        <FileCard key={`file-${view.revision}`} text={view.document} unsaved={form.changed} />
      </Layout>
      <PageSaveBar id="settings-save-bar" form={form} />
    </Page>
  );
}
