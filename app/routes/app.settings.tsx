import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { z } from "zod";
import type { App } from "../composition.server.ts";
import { Secret } from "../platform/secret.ts";
import { connectionForm as connectionSchema, formErrors } from "../shops/connection-form.ts";
import { readSettingsForm } from "../shops/settings-form.ts";
import { createFormats } from "../ui/formats.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { ConnectionCard } from "../ui/settings/ConnectionCard.tsx";
import { DisconnectCard } from "../ui/settings/DisconnectCard.tsx";
import { connectionForm, policyForm } from "../ui/settings/draft.ts";
import { GuideCard } from "../ui/settings/GuideCard.tsx";
import { PolicyCard } from "../ui/settings/PolicyCard.tsx";
import { SettingsSaveBar } from "../ui/settings/SettingsSaveBar.tsx";
import { settingsView, type SaveAnswer } from "../ui/settings/settings-view.ts";
import { testAnswer } from "../ui/settings/test-answer.ts";
import { TestEventCard } from "../ui/settings/TestEventCard.tsx";
import { TestModeBanner } from "../ui/settings/TestModeBanner.tsx";
import { useSavedForm } from "../ui/settings/use-saved-form.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = () => [{ title: "Settings" }];

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const [shop, pixel, settings] = await Promise.all([records.shop(), records.pixel(), records.settings()]);
  const tokenReadable = app.connections.pixelOf(session.shop) !== undefined;
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  return settingsView({ pixel, tokenReadable, settings }, formats);
}

const intents = z.enum(["save", "save_policy", "test", "end_test_mode", "disconnect"]);

export async function action({ request, context: { app } }: ActionFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const form = await request.formData();
  const intent = intents.safeParse(form.get("intent"));
  if (!intent.success) throw new Response("no such action", { status: 400 });
  switch (intent.data) {
    case "save":
      return save(app, session.shop, form);
    case "save_policy":
      return savePolicy(app, session.shop, form);
    case "test":
      return testAnswer(await app.sendTestEvent(session.shop));
    case "end_test_mode":
      return endTestMode(app, session.shop);
    case "disconnect":
      return disconnect(app, session.shop);
  }
}

function save(app: App, shop: string, form: FormData): SaveAnswer {
  const parsed = connectionSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { kind: "invalid", errors: formErrors(parsed.error) };
  const { pixelCode, token, testEventCode } = parsed.data;
  const secret = token === undefined ? undefined : new Secret(token);
  if (!app.connections.connect({ shop, pixelCode, token: secret, testEventCode }))
    return { kind: "invalid", errors: { token: "Enter the access token." } };
  app.worker.wake();
  return { kind: "saved", message: "Settings saved" };
}

async function savePolicy(app: App, shop: string, form: FormData): Promise<SaveAnswer> {
  const current = await app.recordsOf(shop).settings();
  const read = readSettingsForm(Object.fromEntries(form), current);
  if (!read.ok) return { kind: "invalid", errors: read.errors };
  app.settings.save(shop, read.settings);
  return { kind: "saved", message: "Consent and attribution saved" };
}

/** The connection as it is, without its test event code. */
function endTestMode(app: App, shop: string): SaveAnswer {
  const pixel = app.connections.pixelOf(shop);
  if (pixel !== undefined)
    app.connections.connect({ shop, pixelCode: pixel.code, token: undefined, testEventCode: undefined });
  app.worker.wake();
  return { kind: "saved", message: "Test mode is off" };
}

function disconnect(app: App, shop: string): SaveAnswer {
  app.connections.disconnect(shop);
  app.worker.wake();
  return { kind: "saved", message: "TikTok is disconnected" };
}

/** What connects a shop to TikTok. */
export default function Settings() {
  const view = useLoaderData<typeof loader>();
  const connection = useSavedForm(connectionForm(view));
  const policy = useSavedForm(policyForm(view));
  return (
    <Page title="Settings">
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {view.testEventCode !== undefined && <TestModeBanner testEventCode={view.testEventCode} />}
            <ConnectionCard view={view} form={connection} />
            <TestEventCard
              key={view.savedAt ?? "none"}
              {...(view.testBlocked === undefined ? {} : { testBlocked: view.testBlocked })}
            />
            <PolicyCard form={policy} />
            {view.pixelCode !== undefined && <DisconnectCard />}
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <GuideCard />
        </Layout.Section>
      </Layout>
      <SettingsSaveBar forms={[connection, policy]} />
    </Page>
  );
}
