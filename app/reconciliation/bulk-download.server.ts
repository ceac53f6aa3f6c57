import { MINUTE } from "../platform/clock.ts";

/** What came of fetching a bulk result. `gone`: its address is no longer good, and Shopify is asked for it anew. */
export type BulkDownload =
  { kind: "ok"; stream: AsyncIterable<Uint8Array> } | { kind: "gone" } | { kind: "unavailable" };

/** From asking to the last byte; a download that breaks off is read on from a line. */
const DEADLINE = 30 * MINUTE;

/**
 * Fetches a bulk result. Its address is a storage's with its own signature in the query, so no token goes with it, and neither `url` nor what it answers is
 * ever logged. The stream throws when the connection breaks.
 */
export function createBulkDownload(fetchImpl: typeof fetch): (url: string) => Promise<BulkDownload> {
  return async (url) => {
    try {
      const response = await fetchImpl(url, { signal: AbortSignal.timeout(DEADLINE) });
      if (response.ok && response.body !== null) return { kind: "ok", stream: bytesOf(response.body) };
      await response.body?.cancel();
      return { kind: [400, 403, 404, 410].includes(response.status) ? "gone" : "unavailable" };
    } catch {
      return { kind: "unavailable" };
    }
  };
}

async function* bytesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // A reader that has seen enough closes the connection.
    await reader.cancel();
  }
}
