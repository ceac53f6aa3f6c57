/** Plays a fault: what the sender gets, and what becomes of the events. */
import { type Answer, answerWith, explain } from "./answers.ts";
import { messageOf } from "./codes.ts";
import type { Fault } from "./faults.ts";
import type { EventFate } from "./received.ts";
import type { Reply } from "./replies.ts";
import type { Judgement } from "./track.ts";

/** What the sender gets, and what became of the events when TikTok saw them. */
export interface Played {
  reply: Reply;
  fates: readonly EventFate[] | undefined;
}

/** The request a fault is played on. */
export interface Stage {
  requestId: string;
  /** How many events the request seems to have. */
  size: number;
  /** Takes the events in, but for those at the places left out; called at most once. */
  judge: (leftOut?: readonly number[]) => Judgement;
}

/** Answers a request, spoiled by `fault` if there is one. */
export function play(fault: Fault | undefined, stage: Stage): Played {
  if (fault === undefined) return judged(stage, []);
  switch (fault.kind) {
    case "code":
    case "http":
    case "bad-event":
    case "throttle-pixel":
      return {
        reply: instead(fault, stage),
        fates: "taken" in fault && fault.taken === true ? stage.judge().fates : undefined,
      };
    case "partial":
      return judged(stage, fault.refused);
    case "reset-before":
      // It was read already: the fault was still another request's when this one's head came.
      return { reply: { kind: "reset", unread: false }, fates: undefined };
    case "empty":
    case "truncated":
    case "wrong-length":
    case "drip":
    case "stall":
    case "reset-after":
    case "reset-midway":
    case "hang":
      return spoiled(fault, stage);
  }
}

type Instead = Extract<Fault, { kind: "code" | "http" | "bad-event" | "throttle-pixel" }>;
type Spoiling = Extract<
  Fault,
  {
    kind: "empty" | "truncated" | "wrong-length" | "drip" | "stall" | "reset-after" | "reset-midway" | "hang";
  }
>;

/** An answer that does not come of looking at the request. */
function instead(fault: Instead, { requestId, size }: Stage): Reply {
  const answer = (said: { code: number; message: string }): Reply => ({
    kind: "answer",
    answer: answerWith(requestId, said),
  });
  switch (fault.kind) {
    case "code":
      return {
        ...answer({ code: fault.code, message: fault.message ?? messageOf(fault.code) }),
        ...gateway(fault),
      };
    case "http":
      return {
        kind: "html",
        status: fault.status,
        ...gateway(fault),
        ...(fault.html !== undefined && { html: fault.html }),
      };
    case "bad-event": {
      const index = Math.max(0, Math.min(fault.index, size - 1));
      const field = `data[${index}].${fault.field}`;
      const said = explain({ kind: "bad-field", field, reason: "not valid" });
      return answer({ ...said, code: fault.code ?? said.code });
    }
    case "throttle-pixel":
      return answer(explain({ kind: "pixel-throttled", pixel: fault.pixel, code: 40132 }));
  }
}

function gateway(fault: { status?: number | undefined; retryAfter?: number | undefined }): {
  status?: number;
  retryAfter?: number;
} {
  return {
    ...(fault.status !== undefined && { status: fault.status }),
    ...(fault.retryAfter !== undefined && { retryAfter: fault.retryAfter }),
  };
}

/** TikTok's own answer, lost or damaged on its way. Events that are not taken would have been answered 50000. */
function spoiled(fault: Spoiling, stage: Stage): Played {
  const isTaken = fault.taken ?? fault.kind !== "hang";
  const judgement = isTaken ? stage.judge() : undefined;
  const answer = judgement?.answer ?? answerWith(stage.requestId, { code: 50000, message: messageOf(50000) });
  return { reply: damaged(fault, answer), fates: judgement?.fates };
}

function damaged(fault: Spoiling, answer: Answer): Reply {
  switch (fault.kind) {
    case "empty":
      return { kind: "empty", ...gateway(fault) };
    case "truncated":
      return { kind: "truncated", answer };
    case "wrong-length":
      return { kind: "wrong-length", answer, by: fault.by };
    case "drip":
      return { kind: "drip", answer, everyMs: fault.everyMs };
    case "stall":
      return { kind: "stall", answer };
    case "reset-after":
      return { kind: "reset", unread: false };
    case "reset-midway":
      return { kind: "reset-midway", answer };
    case "hang":
      return { kind: "silence" };
  }
}

function judged({ judge }: Stage, leftOut: readonly number[]): Played {
  const { answer, fates } = judge(leftOut);
  return { reply: { kind: "answer", answer }, fates };
}
