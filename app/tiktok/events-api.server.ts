import type { AttemptResult } from "../delivery/outcome.ts";
import type { Secret } from "../platform/secret.ts";
import type { Post } from "./transport.server.ts";
import { verdictOf } from "./verdict.ts";

/** One pixel, as the Events API needs it. */
export interface PixelAccess {
  code: string;
  token: Secret;
  /** While set, TikTok shows the event in Test Events and does not count it. */
  testEventCode: string | undefined;
}

/** Sends events. `events` are the exact JSON texts, 1 to 1,000 of them. Never throws: every failure is an outcome. */
export type SendEvents = (pixel: PixelAccess, events: readonly string[]) => Promise<AttemptResult>;

/** Where events go. The gateway answers 404 without the trailing slash. */
export const EVENTS_PATH = "/open_api/v1.3/event/track/";

/** The Events API 2.0 client. */
export function createEventsApi(post: Post): SendEvents {
  return async (pixel, events) => {
    const headers = {
      "Access-Token": pixel.token.reveal(),
      "Content-Type": "application/json",
      Accept: "application/json",
      // The answer is read as it comes.
      "Accept-Encoding": "identity",
      "User-Agent": "Throughline",
    };
    return verdictOf(await post({ path: EVENTS_PATH, headers, body: bodyOf(pixel, events) }));
  };
}

/** The events go out as they are stored, so the body is put together as text. */
function bodyOf({ code, testEventCode }: PixelAccess, events: readonly string[]): string {
  const source = `"event_source":"web","event_source_id":${JSON.stringify(code)}`;
  const testCode = testEventCode === undefined ? "" : `"test_event_code":${JSON.stringify(testEventCode)},`;
  return `{${source},${testCode}"data":[${events.join(",")}]}`;
}
