import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { adminAddress } from "../platform/admin-address.ts";
import { PlainPage } from "../ui/frame/PlainPage.tsx";
import { useText } from "../ui/frame/use-text.ts";

/** The address holds TikTok's code: nobody may keep it or pass it on. */
const HEADERS = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };

export const headers = () => HEADERS;

/**
 * TikTok's redirect, in a tab of its own without a session. It goes back into the Shopify admin, where the person's session token proves that it is the same one; nothing
 * but that is done here (docs/decisions/0019).
 */
export async function loader({ request, context: { app } }: LoaderFunctionArgs) {
  const { tiktokLogin: login, config } = app;
  if (login === undefined) throw new Response("not configured", { status: 404 });
  const back = await login.returned(new URL(request.url).searchParams);
  if (back === undefined) return Response.json(null, { status: 400, headers: HEADERS });
  const path = `/app/connection${back.word === undefined ? "" : `?tiktok=${back.word}`}`;
  return redirect(adminAddress(config.shopify, back.shop, path), { headers: HEADERS });
}

/** What is seen with an address that is used, old or made up. */
export default function UnusableReturn() {
  const t = useText();
  return (
    <PlainPage title={t("connection.login.callback.title")}>
      <p>{t("connection.login.callback.advice")}</p>
    </PlainPage>
  );
}
