import { redirect, type HeadersFunction, type LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { adminAddress } from "../platform/admin-address.ts";
import { retryAfter } from "../platform/too-many.server.ts";
import { PlainPage } from "../ui/frame/PlainPage.tsx";
import { useText } from "../ui/frame/use-text.ts";

/** The address holds TikTok's code: nobody may keep it or pass it on. */
const HEADERS = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };

/** A document has the headers that this says, and no others of its loader's. */
export const headers: HeadersFunction = ({ loaderHeaders }) => {
  const wait = loaderHeaders.get("Retry-After");
  return wait === null ? HEADERS : { ...HEADERS, "Retry-After": wait };
};

/**
 * TikTok's redirect, in a tab of its own without a session. It goes back into the Shopify admin, where the person's session token proves that it is the same one; nothing
 * but that is done here (docs/decisions/0019).
 */
export async function loader({ request, context: { app, address } }: LoaderFunctionArgs) {
  const { tiktokLogin: login, config } = app;
  if (login === undefined) throw new Response("not configured", { status: 404 });
  const excess = await app.limits.returns.take(address);
  if (excess !== undefined)
    return Response.json("too_often", { status: 429, headers: { ...HEADERS, ...retryAfter(excess.waitMs) } });
  const back = await login.returned(new URL(request.url).searchParams);
  if (back === undefined) return Response.json(null, { status: 400, headers: HEADERS });
  const path = `/app/connection${back.word === undefined ? "" : `?tiktok=${back.word}`}`;
  return redirect(adminAddress(config.shopify, back.shop, path), { headers: HEADERS });
}

/** What is seen with an address that is used, old or made up. */
export default function UnusableReturn() {
  const t = useText();
  const why = useLoaderData<"too_often" | null>() ?? "callback";
  return (
    <PlainPage title={t(`connection.login.${why}.title`)}>
      <p>{t(`connection.login.${why}.advice`)}</p>
    </PlainPage>
  );
}
