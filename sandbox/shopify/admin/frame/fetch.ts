/** App Bridge's fetch: requests to the app carry a session token, and two answers of the app are acted upon. */
import { config, idToken, plainFetch } from "./surroundings.ts";
import { openAdminAware } from "./navigation.ts";

const RETRY = "X-Shopify-Retry-Invalid-Session-Request";
const REAUTHORIZE = "X-Shopify-API-Request-Failure-Reauthorize-Url";

async function withToken(request: Request): Promise<Request> {
  const signed = new Request(request);
  signed.headers.set("Authorization", `Bearer ${await idToken()}`);
  signed.headers.set("X-Requested-With", "XMLHttpRequest");
  if (!signed.headers.has("Accept-Language")) signed.headers.set("Accept-Language", config.locale);
  return signed;
}

async function fetchAsApp(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await plainFetch(await withToken(request));
  const elsewhere = response.headers.get(REAUTHORIZE);
  if (elsewhere !== null) {
    openAdminAware(elsewhere, "_top");
    // The page is about to leave; an answer would only make the caller act on a body that is not there.
    return new Promise<Response>(() => undefined);
  }
  if (response.status !== 401 || !response.headers.has(RETRY)) return response;
  return plainFetch(await withToken(spare));
}

/** Replaces `window.fetch`; requests to other origins, or with their own Authorization, pass unchanged. */
export function patchFetch(): void {
  window.fetch = (input, init) => {
    const request = new Request(input, init);
    const isOurs = new URL(request.url).origin === location.origin && !request.headers.has("Authorization");
    return isOurs ? fetchAsApp(request) : plainFetch(input, init);
  };
}
