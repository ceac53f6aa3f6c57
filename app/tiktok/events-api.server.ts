import type { Secret } from "../platform/secret.ts";
import { verdictOf, type Exchange } from "./verdict.ts";
import type { AttemptResult } from "../delivery/outcome.ts";

/** One pixel, as the Events API needs it. */
export interface PixelAccess {
  code: string;
  token: Secret;
  /** While set, TikTok shows the event in Test Events and does not count it. */
  testEventCode: string | undefined;
}

/** Sends events. `events` are the exact JSON texts, 1 to 1,000 of them. Never throws: every failure is an outcome. */
export type SendEvents = (pixel: PixelAccess, events: readonly string[]) => Promise<AttemptResult>;

export interface EventsApiOptions {
  /** e.g. `https://business-api.tiktok.com`, without a trailing slash. */
  baseUrl: string;
  fetch: typeof fetch;
  /** Milliseconds from connecting to the last byte of the answer. */
  deadlineMs: number;
}

/** The gateway answers 404 without the trailing slash. */
const PATH = "/open_api/v1.3/event/track/";
/** TikTok's answers are a few hundred bytes; more than this is not one. */
const ANSWER_MAX_BYTES = 64 * 1024;

/** The Events API 2.0 client. */
export function createEventsApi(options: EventsApiOptions): SendEvents {
  return async (pixel, events) => {
    const testCode =
      pixel.testEventCode === undefined ? "" : `"test_event_code":${JSON.stringify(pixel.testEventCode)},`;
    const source = `"event_source":"web","event_source_id":${JSON.stringify(pixel.code)}`;
    const body = `{${source},${testCode}"data":[${events.join(",")}]}`;
    return verdictOf(await exchange(options, pixel.token, body));
  };
}

async function exchange(options: EventsApiOptions, token: Secret, body: string): Promise<Exchange> {
  try {
    const response = await options.fetch(options.baseUrl + PATH, {
      method: "POST",
      headers: { "Access-Token": token.reveal(), "Content-Type": "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(options.deadlineMs),
    });
    const retryAfter = response.headers.get("retry-after") ?? undefined;
    return { kind: "answered", status: response.status, body: await readBounded(response), retryAfter };
  } catch (error) {
    return { kind: neverConnected(error) ? "unreachable" : "interrupted", error: errorName(error) };
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytesOf(response)) {
    size += chunk.byteLength;
    if (size > ANSWER_MAX_BYTES) throw new Error("answer too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The body's chunks; leaving the loop early closes the connection. */
function bytesOf(response: Response): AsyncIterable<Uint8Array> {
  // Node's web streams are async iterable; the DOM's type of them does not say so.
  return (response.body ?? []) as unknown as AsyncIterable<Uint8Array>;
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function neverConnected(error: unknown): boolean {
  return errorCodes(error).some((code) => NEVER_CONNECTED.has(code));
}

/** A name for the log and the receipt: never the message, which may hold an address. */
function errorName(error: unknown): string {
  const [code] = errorCodes(error);
  if (code !== undefined) return code;
  return error instanceof Error && error.name === "TimeoutError" ? "no answer in time" : "connection broken";
}

/** The codes of an error, of its cause and of what an AggregateError gathers. */
function errorCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? [error.code] : [];
  const gathered = error instanceof AggregateError ? error.errors.flatMap(errorCodes) : [];
  return [...own, ...gathered, ...errorCodes(error.cause)];
}
