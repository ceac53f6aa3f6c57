/** Judges one call of the track endpoint. The order of the checks is a guess: the caller first, then the events. */
import type { Access } from "./access.ts";
import type { Answer, Checked } from "./answers.ts";
import { answerWith, explain, refused } from "./answers.ts";
import type { Ledger } from "./dedup.ts";
import type { EventFate } from "./received.ts";
import type { Envelope, TrackEvent } from "./schema.ts";
import { readEnvelope, readEvents } from "./schema.ts";

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

/** TikTok's answer, and the fate of each event; no fates when the call was refused. */
export interface Judgement {
  answer: Answer;
  fates: readonly EventFate[];
}

/** Checks a call and, when all of it is good, takes its events in. */
export function judge(call: Call, access: Access, ledger: Ledger): Judgement {
  const admitted = admit(call, access);
  if (admitted.kind === "refused")
    return { answer: answerWith(call.requestId, explain(admitted.refusal)), fates: [] };
  const { envelope, events } = admitted.value;
  const fates = events.map((event): EventFate => {
    if (envelope.test_event_code !== undefined) return "test";
    return ledger.record(envelope.event_source_id, event, call.at);
  });
  return { answer: answerWith(call.requestId, { code: 0, message: "OK" }), fates };
}

interface Admitted {
  envelope: Envelope;
  events: TrackEvent[];
}

function admit(call: Call, access: Access): Checked<Admitted> {
  const objection = access.objection(call.accessToken);
  if (objection) return refused(objection);
  const read = readCall(call);
  if (read.kind === "refused") return read;
  const envelope = read.value;
  const pixel = envelope.event_source_id;
  if (!access.permits(call.accessToken, pixel)) return refused({ kind: "pixel-forbidden", pixel });
  const size = envelope.data.length;
  if (size === 0 || size > MAX_BATCH) return refused({ kind: "batch-size", size });
  const events = readEvents(envelope.data, Math.floor(call.at / 1000));
  return events.kind === "refused" ? events : { kind: "ok", value: { envelope, events: events.value } };
}

function readCall(call: Call): Checked<Envelope> {
  if (!/^application\/json\s*(;|$)/i.test(call.contentType ?? "")) {
    return refused({ kind: "bad-body", reason: "Content-Type must be application/json" });
  }
  if (call.body === undefined) return refused({ kind: "bad-body", reason: "not valid JSON" });
  return readEnvelope(call.body);
}
