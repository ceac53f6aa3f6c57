import type { LoaderFunctionArgs } from "@remix-run/node";
import { ACTIVITY_PAGE, activityPage, readCursor, type ActivityPage } from "../ui/activity/activity-view.ts";
import { createFormats } from "../ui/formats.server.ts";
import { requestLocale } from "../ui/request-locale.ts";

/** The lines after `?after=CURSOR`. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<ActivityPage> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const after = readCursor(new URL(request.url).searchParams.get("after"));
  const [shop, records] = await Promise.all([
    app.recordsOf(session.shop).shop(),
    app.privacy.audit.latest(session.shop, ACTIVITY_PAGE + 1, after),
  ]);
  const formats = createFormats(requestLocale(request), shop?.timezone ?? undefined);
  return activityPage(records, { staffId: sessionToken.sub, now: app.clock(), formats });
}
