import { redirect, type LoaderFunctionArgs } from "@remix-run/node";

/** Shopify opens the app at its root, with `shop` and `host` in the query. */
export function loader({ request }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  return searchParams.has("shop") ? redirect(`/app${search}`) : null;
}

/** What somebody sees who opens the address outside Shopify. */
export default function OutsideShopify() {
  return (
    <main
      style={{
        font: "16px/1.5 system-ui, sans-serif",
        maxWidth: "36rem",
        margin: "20vh auto",
        padding: "0 1rem",
      }}
    >
      <h1 style={{ fontSize: "1.25rem" }}>Throughline</h1>
      <p>This is the address of a Shopify app. Open it from the Apps page of your Shopify admin.</p>
    </main>
  );
}
