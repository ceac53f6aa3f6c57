import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import {
  createReadableStreamFromReadable,
  type ActionFunctionArgs,
  type AppLoadContext,
  type EntryContext,
  type LoaderFunctionArgs,
} from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { I18nextProvider } from "react-i18next";
import { textsFor } from "./locales/server-texts.ts";
import { brokenAnswer } from "./platform/broken-answer.ts";
import { inlineScriptsOf, setContentPolicy } from "./platform/content-policy.server.ts";
import { Nonce } from "./ui/frame/nonce.ts";
import { requestLocale } from "./ui/request-locale.ts";

const RENDER_DEADLINE_MS = 5000;

/** Renders a document: streamed to browsers, whole to robots. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { app, requestId }: AppLoadContext,
): Promise<Response> {
  app.shopify.addDocumentResponseHeaders(request, headers);
  const nonce = randomBytes(16).toString("base64");
  const { baseUrl: adminOrigin, appBridgeUrl } = app.config.shopify;
  // The library preloads App Bridge from Shopify's network, wherever it is loaded from.
  if (headers.has("Link")) headers.set("Link", `<${appBridgeUrl}>; rel="preload"; as="script"`);
  const inlineScripts = libraryScripts(remixContext);
  setContentPolicy(request, headers, { adminOrigin, appBridgeUrl, nonce, inlineScripts });
  headers.set("Content-Type", "text/html; charset=utf-8");
  const readyEvent = isbot(request.headers.get("user-agent") ?? "") ? "onAllReady" : "onShellReady";

  return new Promise((resolve, reject) => {
    let responseStatus = status;
    const page = (
      <I18nextProvider i18n={textsFor(requestLocale(request))}>
        <Nonce.Provider value={nonce}>
          <RemixServer context={remixContext} url={request.url} />
        </Nonce.Provider>
      </I18nextProvider>
    );
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      [readyEvent]: () => {
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: responseStatus }));
        pipe(body);
      },
      onShellError: () => {
        // Remix renders once more, with the page that tells of failures.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- Remix takes a thrown answer, and its data reaches the page.
        reject(brokenAnswer(requestId));
      },
      onError: (error) => {
        responseStatus = 500;
        // Other than an error of ours, an answer was logged where it was thrown.
        if (!isRouteErrorResponse(error)) app.logger.error({ err: error }, "a page failed to render");
      },
    });
    setTimeout(abort, RENDER_DEADLINE_MS + 1000);
  });
}

/** Shopify's library answers some requests by throwing a piece of HTML; its error boundary puts that into the document as it is. */
function libraryScripts({ staticHandlerContext: { errors } }: EntryContext): string[] {
  const thrown = Object.values(errors ?? {}).map((error: unknown) =>
    isRouteErrorResponse(error) && typeof error.data === "string" ? error.data : "",
  );
  return thrown.flatMap(inlineScriptsOf);
}

/** Logs what Remix itself met, unless the visitor simply left. What a loader, an action or rendering threw was logged where it was. */
export function handleError(
  error: unknown,
  { request, context }: LoaderFunctionArgs | ActionFunctionArgs,
): void {
  if (request.signal.aborted || error instanceof Response) return;
  context.app.logger.error({ err: error }, "a request for a page could not be answered");
}
