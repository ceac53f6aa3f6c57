import { randomBytes } from "node:crypto";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { textsFor, translateFor } from "../../locales/server-texts.ts";
import style from "./operator.css?inline";
import { OperatorDocument, type OperatorPlace } from "./parts.tsx";

/** One page of the operator's. */
export interface OperatorPage {
  title: string;
  /** BCP 47. */
  locale: string;
  children: ReactNode;
  /** Where of the navigation the page is. */
  here?: OperatorPlace;
  /** The reader has signed in; so it is unless told otherwise. */
  inside?: boolean;
  status?: number;
}

/** Renders a page whole. It runs no script, is in nobody's frame and nobody's cache, and posts only to where it came from. */
export function operatorAnswer({
  title,
  locale,
  children,
  here,
  inside = true,
  status = 200,
}: OperatorPage): Response {
  const nonce = randomBytes(16).toString("base64");
  const texts = textsFor(locale);
  const html = renderToStaticMarkup(
    <I18nextProvider i18n={texts}>
      <OperatorDocument {...{ title, lang: texts.language, style, nonce, here, inside }}>
        {children}
      </OperatorDocument>
    </I18nextProvider>,
  );
  return new Response(`<!doctype html>${html}`, { status, headers: headers(nonce) });
}

/** A page of the operator's that says that there is none. */
export function missingAnswer(locale: string, title: string): Response {
  return operatorAnswer({
    ...{ title, locale, status: 404 },
    children: <a href="/operator">{translateFor(locale)("operator.frame.shops")}</a>,
  });
}

function headers(nonce: string): Record<string, string> {
  return {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": [
      `default-src 'none'`,
      `style-src 'nonce-${nonce}'`,
      `form-action 'self'`,
      `base-uri 'none'`,
      `frame-ancestors 'none'`,
    ].join("; "),
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
  };
}
