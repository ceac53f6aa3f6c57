import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { PlainPage } from "../ui/frame/PlainPage.tsx";

/** Shopify opens the app at its root, with `shop` and `host` in the query. */
export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  return searchParams.has("shop") ? redirect(`/app${search}`) : null;
}

/** What somebody sees who opens the address outside Shopify. */
export default function OutsideShopify() {
  return (
    <PlainPage title="This is the address of a Shopify app">
      <p>Open it from the Apps page of your Shopify admin.</p>
    </PlainPage>
  );
}
