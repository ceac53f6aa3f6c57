import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { BlockStack, Page } from "@shopify/polaris";
import { ActivityCard } from "../ui/activity/ActivityCard.tsx";
import {
  ACTIVITY_PAGE,
  activityPage,
  requestRows,
  REQUESTS_LISTED,
  type ActivityView,
} from "../ui/activity/activity-view.ts";
import { RequestsCard } from "../ui/activity/RequestsCard.tsx";
import { SharedCard } from "../ui/activity/SharedCard.tsx";
import { createFormats } from "../ui/formats.server.ts";
import { titled } from "../ui/frame/page-title.ts";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";

export { PageProblem as ErrorBoundary } from "../ui/frame/PageProblem.tsx";

export const meta = titled("activity");

/** Days that an export begins with: TikTok's longest click window. */
const DAYS_EXPORTED = 28;

export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<ActivityView> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const [shop, calendar, requests, records] = await Promise.all([
    app.recordsOf(session.shop).shop(),
    app.coverage.book.calendarOf(session.shop),
    app.privacy.requests.list(session.shop, REQUESTS_LISTED),
    app.privacy.audit.latest(session.shop, ACTIVITY_PAGE + 1),
  ]);
  const now = app.clock();
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  const reader = { staffId: sessionToken.sub, now, formats };
  const days = calendar.last(DAYS_EXPORTED, now).map(({ day }) => day);
  return {
    ...activityPage(records, reader),
    requests: requestRows(requests, reader),
    range: { from: days.at(-1) ?? "", to: days[0] ?? "" },
    timeZone: formats.timeZone,
  };
}

/** What was done with connections, settings and data, and what customers asked for. */
export default function Activity() {
  const view = useLoaderData<typeof loader>();
  const t = useText();
  return (
    <Page title={t("frame.navigation.activity")}>
      <BlockStack gap="400">
        {view.requests.length > 0 && <RequestsCard requests={view.requests} />}
        <SharedCard range={view.range} />
        <ActivityCard key={view.lines[0]?.id ?? 0} first={view} timeZone={view.timeZone} />
      </BlockStack>
    </Page>
  );
}
