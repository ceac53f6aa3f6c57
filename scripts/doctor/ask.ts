import type { Clock } from "../../app/platform/clock.ts";
import type { Reached, Skew } from "./reach.ts";

/** A `Date` header says whole seconds. */
const WHOLE_SECOND = 1000;

/** Asks once. Never throws, never follows a redirect. */
export async function ask(
  url: string,
  { fetch, deadlineMs }: { fetch: typeof globalThis.fetch; deadlineMs: number },
): Promise<Reached> {
  try {
    const response = await fetch(url, {
      ...{ method: "POST", body: "{}", redirect: "manual" },
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { kind: "answered", status: response.status, body: await response.text() };
  } catch (error) {
    return { kind: "failed", code: codeOf(error) };
  }
}

/** The innermost code of an error, or its name: never its message, which may hold an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.cause !== undefined) return codeOf(error.cause);
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** A fetch that also reads the clock of whoever answers, from the `Date` header. */
export function readingClocks(
  fetch: typeof globalThis.fetch,
  of: string,
  { clock, skews }: { clock: Clock; skews: Skew[] },
): typeof globalThis.fetch {
  return async (input, init) => {
    const before = clock();
    const response = await fetch(input, init);
    const after = clock();
    const told = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(told))
      skews.push({
        of,
        ahead: told + WHOLE_SECOND / 2 - (before + after) / 2,
        give: WHOLE_SECOND / 2 + (after - before) / 2,
      });
    return response;
  };
}
