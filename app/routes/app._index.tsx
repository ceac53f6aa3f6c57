import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, InlineStack, Icon, Page, Text } from "@shopify/polaris";
import { CheckCircleIcon } from "@shopify/polaris-icons";
import { EVENT_LIFETIME } from "../delivery/retry-policy.ts";
import { DAY } from "../platform/clock.ts";
import type { IntentAnswer } from "../ui/frame/use-intent.ts";
import { createFormats } from "../ui/formats.server.ts";
import { CoverageCard } from "../ui/home/CoverageCard.tsx";
import { COVERAGE_DAYS, homeView, ORDERS_LISTED, withEmbed } from "../ui/home/home-view.ts";
import { FiguresCard } from "../ui/home/FiguresCard.tsx";
import { MatchKeysCard } from "../ui/home/MatchKeysCard.tsx";
import { OrdersCard } from "../ui/home/OrdersCard.tsx";
import { PurchasesCard } from "../ui/home/PurchasesCard.tsx";
import { ProblemBanners } from "../ui/home/ProblemBanners.tsx";
import { SetupCard } from "../ui/home/SetupCard.tsx";
import { useAppEmbed } from "../ui/home/use-app-embed.ts";
import { useText } from "../ui/frame/use-text.ts";
import { useFreshData } from "../ui/frame/use-fresh-data.ts";
import { titled } from "../ui/frame/page-title.ts";
import { translateFor } from "../locales/server-texts.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("home");

/** Those that nobody has answered come first. */
const REQUESTS_LOOKED_AT = 25;

export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const lookback = app.clock() - COVERAGE_DAYS * DAY;
  const [
    shop,
    connected,
    readable,
    backlog,
    troubles,
    milestones,
    heartbeat,
    orders,
    coverage,
    days,
    senders,
    requests,
  ] = await Promise.all([
    records.shop(),
    records.pixels(),
    app.connections.readable(session.shop),
    records.backlog(),
    records.troubles(app.clock() - EVENT_LIFETIME),
    records.milestones(),
    records.heartbeat(lookback),
    records.latestOrders(ORDERS_LISTED),
    records.coverage(lookback),
    app.coverage.coverageOf(session.shop).days(COVERAGE_DAYS),
    app.senders.checks.verdict(session.shop),
    app.privacy.requests.list(session.shop, REQUESTS_LOOKED_AT),
  ]);
  const pixels = connected.map((pixel) => ({ pixel, tokenReadable: readable.has(pixel.code) }));
  const facts = { shop: session.shop, apiKey: app.config.shopify.apiKey, pixels, backlog };
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const seen = { troubles, milestones, heartbeat, orders, coverage, days, senders };
  return homeView({ ...facts, ...seen, requests, installation: shop }, formats);
}

/** Home has one button that changes something: it activates the web pixel. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<IntentAnswer> {
  const { session, admin } = await app.shopify.authenticate.admin(request);
  await app.webPixels.ensure(session.shop, admin.graphql);
  const active = (await app.recordsOf(session.shop).shop())?.webPixelId != null;
  const t = translateFor(requestLocale(request));
  return active
    ? { kind: "saved", message: t("home.installation.web_pixel.activated") }
    : { kind: "failed", message: t("home.installation.web_pixel.failed") };
}

/** Problems, then what is left to set up, then the one number and the latest orders. */
export default function Home() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  const { embed, problems, steps, stepsDone, allWell } = withEmbed(view, useAppEmbed(), t);
  useFreshData(view.moving);
  return (
    <Page title={t("frame.navigation.home")}>
      <BlockStack gap="400">
        {allWell && <AllWell embed={embed.text} />}
        <ProblemBanners problems={problems} />
        {steps.length > 0 && <SetupCard steps={steps} />}
        {stepsDone !== undefined && (
          <Text as="p" tone="subdued">
            {t("home.setup.complete", { total: stepsDone })}
          </Text>
        )}
        <PurchasesCard purchases={view.purchases} />
        <FiguresCard view={view.figures} />
        <OrdersCard orders={view.orders} timeZone={view.timeZone} />
        <CoverageCard coverage={view.coverage} />
        <MatchKeysCard keys={view.figures.keys} />
      </BlockStack>
    </Page>
  );
}

/** The embed's last sign of life stays in sight when there is nothing left to set up. */
function AllWell({ embed }: { embed: string }) {
  const t = useText();
  return (
    <InlineStack gap="200" wrap={false}>
      <span>
        <Icon source={CheckCircleIcon} tone="success" />
      </span>
      <BlockStack>
        <Text as="p">{t("home.all_well")}</Text>
        <Text as="p" tone="subdued">
          {embed}
        </Text>
      </BlockStack>
    </InlineStack>
  );
}
