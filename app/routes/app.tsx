import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { Link, Outlet, useLoaderData, useRouteError } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { boundary } from "@shopify/shopify-app-remix/server";
import { languageOf } from "../locales/language.ts";
import { WORDS } from "../locales/server-texts.ts";
import { requestIdOf } from "../ui/frame/broken-page.ts";
import { NAVIGATION } from "../ui/frame/navigation.ts";
import { pageTitles } from "../ui/frame/page-title.ts";
import { PageSkeleton } from "../ui/frame/PageSkeleton.tsx";
import { useText } from "../ui/frame/use-text.ts";
import { requestLocale } from "../ui/request-locale.ts";
import { usePendingPage } from "../ui/frame/use-pending-page.ts";

export const links = () => [{ rel: "stylesheet", href: polarisStyles }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { session } = await context.app.shopify.authenticate.admin(request);
  await context.app.setUp.opened(session.shop);
  const { apiKey, appBridgeUrl } = context.app.config.shopify;
  const words = WORDS[languageOf(requestLocale(request))];
  return { apiKey, appBridgeUrl, titles: pageTitles(words.catalogue) };
}

type PolarisTexts = NonNullable<ComponentProps<typeof AppProvider>["i18n"]>;

/** The frame of every embedded page: App Bridge, Polaris, the navigation in Shopify's sidebar. */
export default function EmbeddedApp() {
  const { apiKey, appBridgeUrl } = useLoaderData<typeof loader>();
  const { i18n } = useTranslation();
  const t = useText();
  const pending = usePendingPage();
  return (
    <AppProvider
      isEmbeddedApp
      apiKey={apiKey}
      __APP_BRIDGE_URL={appBridgeUrl}
      i18n={i18n.getResourceBundle(i18n.language, "polaris") as PolarisTexts}
    >
      <NavMenu>
        {NAVIGATION.map(({ name, path }) => (
          <Link key={name} to={path} {...(name === "home" ? { rel: "home" } : {})}>
            {t(`frame.navigation.${name}`)}
          </Link>
        ))}
      </NavMenu>
      {pending === undefined ? <Outlet /> : <PageSkeleton path={pending} />}
    </AppProvider>
  );
}

/** Shopify's library answers some requests by throwing; its boundary turns them into the headers App Bridge waits for. */
export function ErrorBoundary() {
  const error = useRouteError();
  // A failure of ours is for the page around this frame.
  if (requestIdOf(error) !== undefined) throw error;
  return boundary.error(error);
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
