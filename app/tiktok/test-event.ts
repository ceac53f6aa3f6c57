import { hash } from "node:crypto";
import type { TikTokEvent } from "./event.ts";

/** A purchase that never happened, for TikTok's Test Events only: sent with a test event code it is shown and not counted. `now` in milliseconds. */
export function testEvent(now: number, id: string, currency: string, pageUrl: string): TikTokEvent {
  return {
    event: "Purchase",
    event_time: Math.floor(now / 1000),
    event_id: `throughline_test_${id}`,
    user: { external_id: hash("sha256", `throughline test ${id}`, "hex") },
    properties: {
      value: 1,
      currency,
      content_type: "product",
      contents: [
        {
          content_id: "throughline-test",
          content_type: "product",
          content_name: "Test event",
          price: 1,
          quantity: 1,
        },
      ],
      num_items: 1,
      order_id: `test-${id}`,
    },
    page: { url: pageUrl },
  };
}
