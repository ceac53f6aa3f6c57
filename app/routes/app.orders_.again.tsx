import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { LINES } from "../ui/orders/orders-view.ts";
import { filterOf, readPlace, readQuery } from "../ui/orders/order-query.ts";
import type { AgainAnswer } from "../ui/orders/again-answer.ts";

const requests = z.object({
  query: z.string().max(4000),
  /** Rows that were chosen by hand, with commas; absent: all that match. */
  refs: z
    .string()
    .regex(/^\d{1,10}(,\d{1,10})*$/)
    .transform((text) => text.split(",").map(Number))
    .refine((refs) => refs.length <= LINES)
    .optional(),
  after: z.string().optional(),
  dryRun: z.enum(["yes", "no"]),
});

/** One step of sending stopped purchases again, or of finding out what that would do. */
export async function action({ request, context: { app } }: ActionFunctionArgs): Promise<AgainAnswer> {
  const { session, sessionToken } = await app.shopify.authenticate.admin(request);
  const asked = requests.safeParse(Object.fromEntries(await request.formData()));
  if (!asked.success) throw new Response("not understood", { status: 400 });
  const { query, refs, after, dryRun } = asked.data;
  const calendar = await app.coverage.book.calendarOf(session.shop);
  const { next, ...result } = await app.orders.replay({
    ...{ shop: session.shop, by: sessionToken.sub, refs },
    filter: filterOf(readQuery(new URLSearchParams(query)), (day) => calendar.named(day)),
    after: readPlace(after ?? null),
    dryRun: dryRun === "yes",
  });
  if (dryRun === "no" && result.again > 0) app.worker.wake();
  return next === undefined ? result : { ...result, next: `${next.at}.${next.ref}` };
}
