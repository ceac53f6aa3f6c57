/** Tells the journal what TikTok received and answered. */
import type { Journal } from "../journal.ts";
import type { ReceivedRequest } from "./received.ts";
import { countedIn, glimpse, receivedEvents } from "./received.ts";
import { inWords } from "./replies.ts";

/** Records that a request arrived. */
export function announceArrival(journal: Journal | undefined, body: unknown): void {
  journal?.record("event_received", `TikTok received ${contentsOf(body)}`, { body });
}

/** Records what the sender was told. */
export function announceAnswer(journal: Journal | undefined, received: ReceivedRequest): void {
  const { body, reply } = received;
  const answer = "answer" in reply ? reply.answer : undefined;
  const detail = { body, reply: reply.kind, answer, counted: countedIn(received), fates: fatesOf(received) };
  journal?.record("event_answered", `TikTok ${inWords(reply)}`, detail);
}

function fatesOf(received: ReceivedRequest): string[] {
  return received.events.map((event) => event.fate);
}

function contentsOf(body: unknown): string {
  const events = receivedEvents(glimpse(body).data, undefined);
  const first = events[0];
  if (first === undefined) return "a request without events";
  const name = [first.name ?? "an unnamed event", first.eventId]
    .filter((part) => part !== undefined)
    .join(" ");
  return events.length === 1 ? name : `${events.length} events, first ${name}`;
}
