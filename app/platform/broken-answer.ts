/** What a page is told of a failure: the id under which it stands in the log, and nothing else (app/ui/frame/broken-page.ts reads it). */
export function brokenAnswer(requestId: string): Response {
  return Response.json({ requestId }, { status: 500 });
}
