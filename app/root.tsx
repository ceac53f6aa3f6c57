import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
} from "@remix-run/react";
import { useContext, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { brokenPageWords } from "./ui/frame/broken-page.ts";
import { Nonce } from "./ui/frame/nonce.ts";
import { useText } from "./ui/frame/use-text.ts";
import { PlainPage } from "./ui/frame/PlainPage.tsx";

export const meta = () => [{ title: "Throughline" }];

/** The HTML document every page is rendered into, error pages too. */
export function Layout({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation();
  const nonce = useContext(Nonce);
  return (
    <html lang={i18n.language}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <link rel="preconnect" href="https://cdn.shopify.com/" />
        <link rel="stylesheet" href="https://cdn.shopify.com/static/fonts/inter/v4/styles.css" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration {...(nonce === undefined ? {} : { nonce })} />
        <Scripts {...(nonce === undefined ? {} : { nonce })} />
      </body>
    </html>
  );
}

/** What is inside the document. */
export default function Document() {
  return <Outlet />;
}

/** What is shown when not even the app's frame could be made. The error itself is in the server's log. */
export function ErrorBoundary() {
  const error = useRouteError();
  const status = isRouteErrorResponse(error) ? error.status : undefined;
  const { title, explanation, reference } = brokenPageWords(error, useText());
  return (
    <PlainPage title={title}>
      <p>{explanation}</p>
      {reference === undefined ? null : <p>{reference}</p>}
      {status !== 404 && <ReloadButton />}
    </PlainPage>
  );
}

function ReloadButton() {
  const t = useText();
  return (
    <button
      type="button"
      onClick={() => {
        location.reload();
      }}
    >
      {t("frame.broken.reload")}
    </button>
  );
}
