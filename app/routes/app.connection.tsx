import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Layout, Page } from "@shopify/polaris";
import { z } from "zod";
import type { App } from "../composition.server.ts";
import { translateFor } from "../locales/server-texts.ts";
import type { Translate } from "../locales/translate.ts";
import { Secret } from "../platform/secret.ts";
import { tooMany } from "../platform/too-many.server.ts";
import { connectionForm, formErrors } from "../shops/connection-form.ts";
import { LoginCard } from "../ui/connection/LoginCard.tsx";
import { loginView } from "../ui/connection/login-view.ts";
import { connectionView, type ConnectionView } from "../ui/connection/connection-view.ts";
import { GuideCard } from "../ui/connection/GuideCard.tsx";
import { PixelsCard } from "../ui/connection/PixelsCard.tsx";
import { PixelSection } from "../ui/connection/PixelSection.tsx";
import { useShowAdded } from "../ui/connection/use-show-added.ts";
import { saveAnswer, savedTooOften } from "../ui/connection/save-answer.ts";
import { testAnswer, testedTooOften } from "../ui/connection/test-answer.ts";
import { createFormats } from "../ui/formats.server.ts";
import { useLeaveConfirmation, type SaveAnswer } from "../ui/frame/use-saved-form.ts";
import { titled } from "../ui/frame/page-title.ts";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("connection");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const walker = { shop: session.shop, staff: sessionToken.sub };
  const records = app.recordsOf(session.shop);
  const [shop, pixels, readable, accepted, standing] = await Promise.all([
    records.shop(),
    records.pixels(),
    app.connections.readable(session.shop),
    records.acceptedPurchases(),
    app.tiktokLogin?.standing(walker),
  ]);
  const facts = pixels.map((pixel) => ({
    pixel,
    tokenReadable: readable.has(pixel.code),
    acceptedAt: accepted.get(pixel.code),
  }));
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const view = connectionView(facts, new URL(request.url).searchParams.get("pixel"), formats);
  return app.tiktokLogin === undefined ? view : { ...view, login: loginView(standing, formats.t) };
}

const requests = z.object({
  intent: z.enum(["save", "test", "end_test_mode", "disconnect"]),
  /** The pixel it is about; none when one is added. */
  pixel: z.string().default(""),
});

export async function action({ request, context: { app } }: ActionFunctionArgs) {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const form = Object.fromEntries(await request.formData());
  const asked = requests.safeParse(form);
  if (!asked.success) throw new Response("no such action", { status: 400 });
  const pixel = asked.data.pixel === "" ? undefined : asked.data.pixel;
  const about = { shop: session.shop, by: sessionToken.sub, pixel, t: translateFor(requestLocale(request)) };
  switch (asked.data.intent) {
    case "save":
      return save(app, about, form);
    case "test": {
      const excess = await app.limits.questions.take(about.shop);
      if (excess !== undefined) return tooMany(testedTooOften(excess.waitMs, about.t), excess.waitMs);
      return testAnswer(await app.sendTestEvent(about.shop, about.pixel), about.t);
    }
    case "end_test_mode":
      return endTestMode(app, about);
    case "disconnect":
      return disconnect(app, about);
  }
}

interface About {
  shop: string;
  /** Shopify's id of the staff member. */
  by: string;
  pixel: string | undefined;
  t: Translate;
}

async function save(
  app: App,
  { shop, by, pixel, t }: About,
  form: Record<string, unknown>,
): Promise<SaveAnswer | Response> {
  const parsed = connectionForm.safeParse(form);
  if (!parsed.success) return { kind: "invalid", errors: formErrors(parsed.error, t) };
  const { pixelCode, token, testEventCode } = parsed.data;
  if (pixelCode !== pixel && (await app.connections.hasPixel(shop, pixelCode)))
    return { kind: "invalid", errors: { pixelCode: t("connection.errors.connected_already") } };
  const excess = await app.limits.questions.take(shop);
  if (excess !== undefined) return tooMany(savedTooOften(excess.waitMs, t), excess.waitMs);
  const secret = token === undefined ? undefined : new Secret(token);
  const change = { shop, by, pixelCode, token: secret, testEventCode, replaces: pixel };
  const result = await app.connectChecked(change);
  app.worker.wake();
  return saveAnswer(result, t);
}

/** The connection as it is, without its test event code. */
async function endTestMode(app: App, { shop, by, pixel, t }: About): Promise<SaveAnswer> {
  const connected = await app.connections.pixelOf(shop, pixel);
  if (connected !== undefined)
    await app.connections.connect({
      ...{ shop, by, pixelCode: connected.code },
      ...{ token: undefined, testEventCode: undefined },
    });
  app.worker.wake();
  return { kind: "saved", message: t("connection.toast.test_mode_off") };
}

async function disconnect(app: App, { shop, by, pixel, t }: About): Promise<SaveAnswer> {
  await app.connections.disconnect(shop, pixel, by);
  app.worker.wake();
  return { kind: "saved", message: t("connection.toast.disconnected") };
}

/** What connects a shop to TikTok. */
export default function Connection() {
  const view: ConnectionView = useLoaderData<typeof loader>();
  useLeaveConfirmation();
  useShowAdded(view);
  const t = useText();
  return (
    <Page title={t("frame.navigation.connection")}>
      <Layout>
        <Layout.Section>
          <BlockStack gap="400">
            {view.pixels.length > 0 && <PixelsCard view={view} />}
            {view.login !== undefined && <LoginCard login={view.login} isFirst={view.pixels.length === 0} />}
            <PixelSection
              key={view.shown?.code ?? "new"}
              besideLogin={view.login !== undefined}
              {...(view.shown && { pixel: view.shown })}
            />
          </BlockStack>
        </Layout.Section>
        <Layout.Section variant="oneThird">
          <GuideCard />
        </Layout.Section>
      </Layout>
    </Page>
  );
}
