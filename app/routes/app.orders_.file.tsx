import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type ActionFunctionArgs } from "@remix-run/node";
import { fileRefusal } from "../platform/too-many.server.ts";
import { createFormats } from "../ui/formats.server.ts";
import { filterOf, readQuery } from "../ui/orders/order-query.ts";
import { ordersCsv } from "../ui/orders/orders-csv.ts";
import { zoneTime } from "../ui/orders/zone-time.ts";
import { requestLocale } from "../ui/request-locale.ts";

/** Makes a CSV file of the orders that an address of the order list shows, piece by piece, and notes that it was given out. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<Response> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const excess = await app.limits.files.take(session.shop);
  if (excess !== undefined) return fileRefusal(excess.waitMs);
  const { shop } = session;
  const asked = (await request.formData()).get("query");
  const query = readQuery(new URLSearchParams(typeof asked === "string" ? asked : ""));
  const [record, calendar] = await Promise.all([
    app.recordsOf(shop).shop(),
    app.coverage.book.calendarOf(shop),
  ]);
  const filter = filterOf(query, (day) => calendar.named(day));
  const { timeZone } = createFormats(requestLocale(request), record?.timezone ?? undefined);
  const { from, until } = filter;
  const fact = { action: "exported", subject: "orders", from, until } as const;
  await app.privacy.audit.add({ shop, by: sessionToken.sub, at: app.clock(), fact });
  const pieces = ordersCsv(app.orders.log.all(shop, filter, query.sort), filter, zoneTime(timeZone));
  return new Response(createReadableStreamFromReadable(Readable.from(pieces)), {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Cache-Control": "no-store" },
  });
}
