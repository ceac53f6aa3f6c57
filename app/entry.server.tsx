import { PassThrough } from "node:stream";
import {
  createReadableStreamFromReadable,
  type ActionFunctionArgs,
  type AppLoadContext,
  type EntryContext,
  type LoaderFunctionArgs,
} from "@remix-run/node";
import { RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { textsFor } from "./locales/server-texts.ts";
import { setFrameAncestors } from "./platform/frame-ancestors.server.ts";
import { requestLocale } from "./ui/request-locale.ts";

const RENDER_DEADLINE_MS = 5000;

/** Renders a document: streamed to browsers, whole to robots. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { app }: AppLoadContext,
): Promise<Response> {
  app.shopify.addDocumentResponseHeaders(request, headers);
  setFrameAncestors(request, headers, app.config.shopify.baseUrl);
  headers.set("Content-Type", "text/html; charset=utf-8");
  const readyEvent = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";

  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const page = (
      <I18nextProvider i18n={textsFor(requestLocale(request))}>
        <RemixServer context={remixContext} url={request.url} />
      </I18nextProvider>
    );
    const { pipe, abort } = renderToPipeableStream(page, {
      [readyEvent]: () => {
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
        pipe(body);
      },
      onShellError: (error) => {
        reject(
          error instanceof Error ? error : new Error("the page could not be rendered", { cause: error }),
        );
      },
      onError: (error) => {
        responseStatus = 500;
        app.logger.error({ err: error }, "a page failed to render");
      },
    });
    setTimeout(abort, RENDER_DEADLINE_MS + 1000);
  });
}

/** Logs what a loader or an action threw, unless the visitor simply left. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  if (!request.signal.aborted) context.app.logger.error({ err: error }, "a page's loader or action failed");
}
