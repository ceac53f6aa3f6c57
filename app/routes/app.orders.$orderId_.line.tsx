import type { LoaderFunctionArgs } from "@remix-run/node";
import { orderLine, type OrderLine } from "../ui/receipt/order-line.ts";

/**
 * One order in one word, for the block on Shopify's order page. The block runs on Shopify's origin with a session token of its own: Shopify's library answers
 * its preflight and allows the origin.
 */
export async function loader({ request, params, context: { app } }: LoaderFunctionArgs): Promise<Response> {
  const { session, cors } = await app.shopify.authenticate.admin(request);
  const records = app.recordsOf(session.shop);
  const [order, pixels] = await Promise.all([records.order(params["orderId"] ?? ""), records.pixels()]);
  const body: { line: OrderLine } = { line: orderLine(order, pixels.length > 0) };
  return cors(Response.json(body));
}
