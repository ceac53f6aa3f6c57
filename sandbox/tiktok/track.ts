/** Judges one call of the track endpoint. The order of the checks is a guess: the caller first, then the events. */
import type { Access } from "./access.ts";
import type { Answer, Checked, Refusal } from "./answers.ts";
import { answerWith, explain, partialSuccess, refused, withoutIndex } from "./answers.ts";
import { messageOf } from "./codes.ts";
import type { Ledger } from "./dedup.ts";
import type { EventFate } from "./received.ts";
import type { Rules } from "./rules.ts";
import type { Envelope, TrackEvent } from "./schema.ts";
import { readEnvelope, readEvents } from "./schema.ts";
import type { Throughput } from "./throughput.ts";

const MAX_BATCH = 1000;

/** One call as it arrived. */
export interface Call {
  /** Milliseconds since the epoch. */
  at: number;
  requestId: string;
  accessToken: string | undefined;
  contentType: string | undefined;
  /** The parsed body; undefined when it is not JSON. */
  body: unknown;
}

/** What a call is judged by. */
export interface Desk {
  access: Access;
  ledger: Ledger;
  throughput: Throughput;
  rules: Rules;
}

/** TikTok's answer, and the fate of each event; no fates when the call was refused. */
export interface Judgement {
  answer: Answer;
  fates: readonly EventFate[];
}

/** Checks a call and, when all of it is good, takes its events in, but for those at the places left out. */
export function judge(call: Call, desk: Desk, leftOut: readonly number[] = []): Judgement {
  const admitted = admit(call, desk);
  if (admitted.kind === "refused") {
    const refusal = desk.rules.batchIndex === "named" ? admitted.refusal : withoutIndex(admitted.refusal);
    return { answer: answerWith(call.requestId, explain(refusal)), fates: [] };
  }
  const { envelope, events } = admitted.value;
  const fates = events.map((event, place): EventFate => {
    if (leftOut.includes(place)) return "refused";
    if (envelope.test_event_code !== undefined) return "test";
    const copy = { pixel: envelope.event_source_id, event, at: call.at };
    return desk.ledger.record(copy, desk.rules);
  });
  if (leftOut.length > 0) {
    const places = leftOut.filter((place) => place < events.length);
    return { answer: partialSuccess(call.requestId, places), fates };
  }
  const areCopies = fates.every((fate) => fate === "merged" || fate === "dropped");
  const code = areCopies ? desk.rules.copiesCode : 0;
  return { answer: answerWith(call.requestId, { code, message: messageOf(code) }), fates };
}

interface Admitted {
  envelope: Envelope;
  events: TrackEvent[];
}

function admit(call: Call, desk: Desk): Checked<Admitted> {
  const objection = desk.access.objection(call.accessToken) ?? hurry(call, desk);
  if (objection) return refused(objection);
  const read = readCall(call);
  if (read.kind === "refused") return read;
  const envelope = read.value;
  const pixel = envelope.event_source_id;
  if (!desk.access.permits(call.accessToken, pixel)) return refused({ kind: "pixel-forbidden", pixel });
  const throttle = pixelHurry(pixel, call, desk);
  if (throttle) return refused(throttle);
  const size = envelope.data.length;
  if (size === 0 || size > MAX_BATCH) return refused({ kind: "batch-size", size });
  const events = readEvents(envelope.data, Math.floor(call.at / 1000));
  if (events.kind === "refused") return events;
  const unwanted = unwantedAmong(events.value, desk.rules);
  return unwanted ? refused(unwanted) : { kind: "ok", value: { envelope, events: events.value } };
}

/** Guess: the app's limit is looked at once it is known who calls, and before the body is. */
function hurry({ at }: Call, { throughput, rules }: Desk): Refusal | undefined {
  if (throughput.admits("app", at, rules.requestsPerSecond)) return undefined;
  return { kind: "too-fast", code: rules.limitCode };
}

function pixelHurry(pixel: string, { at }: Call, { throughput, rules }: Desk): Refusal | undefined {
  const isFree =
    !rules.throttledPixels.includes(pixel) &&
    throughput.admits(`pixel ${pixel}`, at, rules.pixelRequestsPerSecond);
  return isFree ? undefined : { kind: "pixel-throttled", pixel, code: rules.pixelLimitCode };
}

function unwantedAmong(events: readonly TrackEvent[], { refusedEvents }: Rules): Refusal | undefined {
  for (const [place, event] of events.entries()) {
    const unwanted = refusedEvents.find(({ eventId }) => eventId === event.event_id);
    if (unwanted)
      return { kind: "bad-field", field: `data[${place}].${unwanted.field}`, reason: "not valid" };
  }
  return undefined;
}

function readCall(call: Call): Checked<Envelope> {
  if (!/^application\/json\s*(;|$)/i.test(call.contentType ?? "")) {
    return refused({ kind: "bad-body", reason: "Content-Type must be application/json" });
  }
  if (call.body === undefined) return refused({ kind: "bad-body", reason: "not valid JSON" });
  return readEnvelope(call.body);
}
