import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Link, Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { PageSkeleton } from "../ui/frame/PageSkeleton.tsx";
import { usePendingPage } from "../ui/frame/use-pending-page.ts";

export const links = () => [{ rel: "stylesheet", href: polarisStyles }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { session } = await context.app.shopify.authenticate.admin(request);
  await context.app.setUp.opened(session.shop);
  const { apiKey, appBridgeUrl } = context.app.config.shopify;
  return { apiKey, appBridgeUrl };
}

/** The frame of every embedded page: App Bridge, Polaris, the navigation in Shopify's sidebar. */
export default function EmbeddedApp() {
  const { apiKey, appBridgeUrl } = useLoaderData<typeof loader>();
  const pending = usePendingPage();
  return (
    <AppProvider isEmbeddedApp apiKey={apiKey} __APP_BRIDGE_URL={appBridgeUrl}>
      <NavMenu>
        <Link to="/app" rel="home">
          Home
        </Link>
        <Link to="/app/coverage">Coverage</Link>
        <Link to="/app/click-test">Click test</Link>
        <Link to="/app/landing-page">Landing-page check</Link>
        <Link to="/app/connection">TikTok connection</Link>
        <Link to="/app/settings">Settings</Link>
        <Link to="/app/activity">Activity</Link>
      </NavMenu>
      {pending === undefined ? <Outlet /> : <PageSkeleton path={pending} />}
    </AppProvider>
  );
}

/** Shopify's library answers some requests by throwing; its boundary turns them into the headers App Bridge waits for. */
export function ErrorBoundary() {
  return boundary.error(useRouteError());
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
