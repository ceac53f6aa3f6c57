/** The headers of an answer that says "too often": seconds, rounded up, as RFC 9110 has them. */
export function retryAfter(waitMs: number): Record<string, string> {
  return { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1000))) };
}

/** An answer for a page that says in words that something was done too often; machines read the status and `Retry-After`. */
export function tooMany(answer: unknown, waitMs: number): Response {
  return Response.json(answer, {
    status: 429,
    headers: { ...retryAfter(waitMs), "Cache-Control": "no-store" },
  });
}

/** The answer instead of a file that was asked for too often. The page has the words. */
export function fileRefusal(waitMs: number): Response {
  return new Response("too many files\n", { status: 429, headers: retryAfter(waitMs) });
}
