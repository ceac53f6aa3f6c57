import type { LoaderFunctionArgs } from "@remix-run/node";

/** Everything below /auth belongs to Shopify's library: the page that renews a session token, the way out of the frame. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.app.shopify.authenticate.admin(request);
  return null;
}
