import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Banner, BlockStack, Page } from "@shopify/polaris";
import { z } from "zod";
import type { App } from "../composition.server.ts";
import { tooMany } from "../platform/too-many.server.ts";
import { SENDER_ANSWERS, type SenderAnswer } from "../shops/sender-verdict.ts";
import { createFormats } from "../ui/formats.server.ts";
import { titled } from "../ui/frame/page-title.ts";
import type { IntentAnswer } from "../ui/frame/use-intent.ts";
import type { SaveAnswer } from "../ui/frame/use-saved-form.ts";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { QuestionCard } from "../ui/senders/QuestionCard.tsx";
import { ScanCard } from "../ui/senders/ScanCard.tsx";
import { sendersView } from "../ui/senders/senders-view.ts";
import { WaysCard } from "../ui/senders/WaysCard.tsx";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("senders");

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const [shop, pixels, settings, check] = await Promise.all([
    records.shop(),
    records.pixels(),
    records.settings(),
    app.senders.checks.of(session.shop),
  ]);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const connected = pixels.map(({ code }) => code);
  return sendersView({ check, connected, eventName: settings.event.name }, formats);
}

const requests = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("scan") }),
  z.object({ intent: z.literal("answer"), answer: z.string() }),
]);

export async function action({
  request,
  context: { app },
}: ActionFunctionArgs): Promise<SaveAnswer | IntentAnswer | Response> {
  const { session } = await app.shopify.authenticate.admin(request);
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("no such action", { status: 400 });
  const formats = createFormats(requestLocale(request), undefined);
  if (asked.data.intent === "scan") return scan(app, session.shop, formats);
  const { answer } = asked.data;
  const known = SENDER_ANSWERS.find((one) => one === answer);
  if (known === undefined)
    return { kind: "invalid", errors: { answer: formats.t("senders.question.missing") } };
  await keepAnswer(app, session.shop, known);
  return { kind: "saved", message: formats.t("senders.question.saved") };
}

async function scan(
  app: App,
  shop: string,
  formats: ReturnType<typeof createFormats>,
): Promise<IntentAnswer | Response> {
  const records = app.recordsOf(shop);
  const [known, pixels] = await Promise.all([records.shop(), records.pixels()]);
  const connected = pixels.map(({ code }) => code);
  const answer = await app.senders.scan({ shop, url: known?.url ?? undefined, connected });
  if (answer.kind === "busy") {
    const wait = formats.duration(answer.retryAfterMs);
    const said: IntentAnswer = { kind: "failed", message: formats.t("senders.scan.busy", { wait }) };
    return tooMany(said, answer.retryAfterMs);
  }
  await app.senders.checks.keepFindings(shop, answer.findings);
  await lookAgain(app, shop);
  return { kind: "saved", message: formats.t("senders.scan.done") };
}

async function keepAnswer(app: App, shop: string, answer: SenderAnswer): Promise<void> {
  await app.senders.checks.keepAnswer(shop, answer);
  await lookAgain(app, shop);
}

/** What waits for the check may go on now. */
async function lookAgain(app: App, shop: string): Promise<void> {
  await app.backfills.wake(shop, app.clock());
  app.chores.wake();
}

/** Whether something else reports the shop's purchases to TikTok, and what to do about it. */
export default function Senders() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  return (
    <Page title={t("frame.navigation.senders")}>
      <BlockStack gap="400">
        <div aria-live="polite">
          <Banner tone={view.tone} title={view.title}>
            <p>{view.text}</p>
          </Banner>
        </div>
        {view.ways !== undefined && <WaysCard ways={view.ways} />}
        <ScanCard scan={view.scan} />
        <QuestionCard view={view} />
      </BlockStack>
    </Page>
  );
}
