import type { LoaderFunctionArgs } from "@remix-run/node";

/** Everything below /auth belongs to Shopify's library: the page that renews a session token, the way out of the frame. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  // The library takes a call from here for a mistake of ours and throws; shops install by Shopify's own page, so that there is nothing to log in to.
  if (new URL(request.url).pathname === "/auth/login") throw new Response("Not found\n", { status: 404 });
  await context.app.shopify.authenticate.admin(request);
  return null;
}
