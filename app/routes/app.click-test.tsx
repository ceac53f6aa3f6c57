import { randomUUID } from "node:crypto";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { isTestClickId, storefrontLink, testClickId } from "../shops/click-test.ts";
import { clickTestView } from "../ui/click-test/click-test-view.ts";
import { Obstacles } from "../ui/click-test/Obstacles.tsx";
import { StartCard } from "../ui/click-test/StartCard.tsx";
import { StepsCard } from "../ui/click-test/StepsCard.tsx";
import { createFormats } from "../ui/formats.server.ts";
import { useFreshData } from "../ui/frame/use-fresh-data.ts";
import { useAppEmbed } from "../ui/home/use-app-embed.ts";
import { useText } from "../ui/frame/use-text.ts";
import { titled } from "../ui/frame/page-title.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("click_test");

/** A test that has begun is named in the address, so that it survives a reload. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { session } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const named = new URL(request.url).searchParams.get("click");
  const started = isTestClickId(named);
  const clickId = started ? named : testClickId(randomUUID());
  const [shop, hints] = await Promise.all([records.shop(), started ? records.hintsOfClick(clickId) : []]);
  const link = storefrontLink(session.shop, shop?.url ?? null, clickId);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  return clickTestView({ clickId, link, started, hints, shop }, formats);
}

/** Opens the shop as an ad would, and shows live which carriers delivered the click id. */
export default function ClickTest() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  const [, setSearchParams] = useSearchParams();
  const { clickId, started, steps, complete, pixelActive } = view;
  useFreshData(started && !complete);
  return (
    <Page title={t("frame.navigation.click_test")}>
      <BlockStack gap="400">
        <Obstacles pixelActive={pixelActive} embed={useAppEmbed()} />
        <StartCard
          view={view}
          onStart={() => {
            setSearchParams({ click: clickId }, { replace: true });
          }}
          onRestart={() => {
            setSearchParams({}, { replace: true });
          }}
        />
        {started && <StepsCard steps={steps} complete={complete} />}
      </BlockStack>
    </Page>
  );
}
