/** What the page and the worker say to each other. */
import type {
  CustomerPrivacyPayload,
  PixelEventsCheckoutCompleted,
  PixelEventsCheckoutStarted,
  PixelEventsPageViewed,
  RegisterInit,
} from "@shopify/web-pixels-extension";

/** The events the sandbox's shop publishes. */
export type PublishedEvent =
  PixelEventsPageViewed | PixelEventsCheckoutStarted | PixelEventsCheckoutCompleted;

/** The four verdicts as pixels see them. */
export type CustomerPrivacy = CustomerPrivacyPayload["customerPrivacy"];

/** From the page to the worker. */
export type ToWorker =
  | { kind: "start"; init: RegisterInit; settings: Record<string, unknown> }
  | { kind: "event"; event: PublishedEvent }
  | { kind: "consent"; customerPrivacy: CustomerPrivacy }
  | { kind: "result"; call: number; value: unknown }
  | { kind: "failure"; call: number; message: string };

/** What a worker may have the top frame do. */
export type BrowserMethod =
  | "cookie.get"
  | "cookie.set"
  | `${"localStorage" | "sessionStorage"}.${"getItem" | "setItem" | "removeItem" | "clear" | "key" | "length"}`;

/** From the worker to the page: a call of `browser`, answered by its number. */
export interface FromWorker {
  call: number;
  method: BrowserMethod;
  parameters: unknown[];
}
