/** What the double remembers of each request, good or bad. */
import { z } from "zod";
import type { CopyFate } from "./dedup.ts";
import type { Reply } from "./replies.ts";

/** What became of one event: a copy's fate, shown as a test, refused with its request, or never looked at. */
export type EventFate = CopyFate | "test" | "refused" | "unread";

/** The few things of an event that a person looks for first. */
export interface ReceivedEvent {
  fate: EventFate;
  name?: string | undefined;
  eventId?: string | undefined;
  ttclid?: string | undefined;
  value?: number | undefined;
  currency?: string | undefined;
  /** The event as it was sent. */
  raw: unknown;
}

/** One request to the track endpoint. The access token is not kept. */
export interface ReceivedRequest {
  /** Position among all requests, from 1. */
  sequence: number;
  /** Milliseconds since the epoch. */
  at: number;
  pixel?: string | undefined;
  testEventCode?: string | undefined;
  /** The parsed body, or its text when it is not JSON. */
  body: unknown;
  events: ReceivedEvent[];
  reply: Reply;
}

/** How many events of a request TikTok will count. */
export function countedIn(request: ReceivedRequest): number {
  return request.events.filter((event) => event.fate === "counted").length;
}

const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);

const looseRequest = z
  .object({
    event_source_id: optionalText,
    test_event_code: optionalText,
    data: z.array(z.unknown()).catch([]),
  })
  .catch({ data: [] });

const looseEvent = z
  .object({
    event: optionalText,
    event_id: optionalText,
    user: z.object({ ttclid: optionalText }).catch({}),
    properties: z.object({ value: optionalNumber, currency: optionalText }).catch({}),
  })
  .catch({ user: {}, properties: {} });

/** What can be made out of a body that may be wrong in any way. */
export interface Glimpse {
  pixel: string | undefined;
  testEventCode: string | undefined;
  data: readonly unknown[];
}

/** Reads what is readable of a body; never throws. */
export function glimpse(body: unknown): Glimpse {
  const seen = looseRequest.parse(body);
  return { pixel: seen.event_source_id, testEventCode: seen.test_event_code, data: seen.data };
}

/** Reads what is readable of each event; `fates` is undefined when TikTok never looked at them. */
export function receivedEvents(
  data: readonly unknown[],
  fates: readonly EventFate[] | undefined,
): ReceivedEvent[] {
  return data.map((raw, index) => {
    const event = looseEvent.parse(raw);
    return {
      fate: fates === undefined ? "unread" : (fates[index] ?? "refused"),
      name: event.event,
      eventId: event.event_id,
      ttclid: event.user.ttclid,
      value: event.properties.value,
      currency: event.properties.currency,
      raw,
    };
  });
}
