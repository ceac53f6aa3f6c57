import type { LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { readSettings } from "../shops/settings.ts";
import { createFormats } from "../ui/formats.server.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { HISTORY_PAGE, historyView, type HistoryView } from "../ui/settings/history-view.ts";

const cursor = z.coerce.number().int().positive().catch(1);

/** The changes before `?before=REVISION`. */
export async function loader({ request, context: { app } }: LoaderFunctionArgs): Promise<HistoryView> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const before = cursor.parse(new URL(request.url).searchParams.get("before"));
  const [shop, changes] = await Promise.all([
    app.recordsOf(session.shop).shop(),
    app.settings.changes(session.shop, HISTORY_PAGE + 1, before),
  ]);
  return historyView(changes, {
    staffId: sessionToken.sub,
    formats: createFormats(requestLocale(request), shop?.timezone ?? undefined),
    read: readSettings,
  });
}
