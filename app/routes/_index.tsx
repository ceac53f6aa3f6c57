import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { PlainPage } from "../ui/frame/PlainPage.tsx";
import { useText } from "../ui/frame/use-text.ts";

/** Shopify opens the app at its root, with `shop` and `host` in the query. */
export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  return searchParams.has("shop") ? redirect(`/app${search}`) : null;
}

/** What somebody sees who opens the address outside Shopify. */
export default function OutsideShopify() {
  const t = useText();
  return (
    <PlainPage title={t("frame.outside.title")}>
      <p>{t("frame.outside.explanation")}</p>
    </PlainPage>
  );
}
