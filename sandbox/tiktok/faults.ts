/** Faults on demand. To add one, add a member to `Fault`: the compiler then asks for its case in `play`. */
import type { EventFate } from "./received.ts";
import type { Reply } from "./replies.ts";
import { answerWith, explain, messageOf } from "./answers.ts";
import type { Judgement } from "./track.ts";

/** What goes wrong with one request. Unless it says otherwise, TikTok counts nothing. */
export type Fault =
  /** TikTok answers this code without looking at the request. */
  | { kind: "code"; code: number; message?: string }
  /** The gateway answers instead of TikTok, in HTML. */
  | { kind: "http"; status: number; html?: string }
  /** The events are taken in, the answer has no body. */
  | { kind: "empty" }
  /** The events are taken in, the answer ends in the middle. */
  | { kind: "truncated" }
  /** The connection is reset before TikTok takes the events in. */
  | { kind: "reset-before" }
  /** The events are taken in, then the connection is reset: the sender cannot know. */
  | { kind: "reset-after" }
  /** No answer ever comes. */
  | { kind: "hang" }
  /** The next `count` requests of this pixel get 40132; other pixels are served. */
  | { kind: "throttle-pixel"; pixel: string; count: number };

/** The faults still to come, in order. */
export class Faults {
  #queue: Fault[] = [];

  /** Spoils the next `times` requests (for `throttle-pixel`: `times` × its `count` requests of that pixel). */
  next(times: number, fault: Fault): void {
    const repeat = fault.kind === "throttle-pixel" ? times * fault.count : times;
    for (let i = 0; i < repeat; i += 1) this.#queue.push(fault);
  }

  /** Forgets every fault not yet played. */
  clear(): void {
    this.#queue = [];
  }

  /** How many requests are still to be spoiled. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Takes the first fault that concerns a request for this pixel off the queue. */
  take(pixel: string | undefined): Fault | undefined {
    const index = this.#queue.findIndex((fault) => fault.kind !== "throttle-pixel" || fault.pixel === pixel);
    return index === -1 ? undefined : this.#queue.splice(index, 1)[0];
  }
}

/** What the sender gets, and what became of the events when TikTok saw them. */
export interface Played {
  reply: Reply;
  fates: readonly EventFate[] | undefined;
}

/** Answers a request, spoiled by `fault` if there is one; `judge` takes the events in and is called at most once. */
export function play(fault: Fault | undefined, id: string, judge: () => Judgement): Played {
  if (fault === undefined) return intake(judge(), (answer) => ({ kind: "answer", answer }));
  switch (fault.kind) {
    case "code":
      return unseen(answer(id, { code: fault.code, message: fault.message ?? messageOf(fault.code) }));
    case "throttle-pixel":
      return unseen(answer(id, explain({ kind: "pixel-throttled", pixel: fault.pixel })));
    case "http":
      return unseen({
        kind: "html",
        status: fault.status,
        ...(fault.html !== undefined && { html: fault.html }),
      });
    case "reset-before":
      return unseen({ kind: "reset" });
    case "hang":
      return unseen({ kind: "silence" });
    case "empty":
      return intake(judge(), () => ({ kind: "empty" }));
    case "truncated":
      return intake(judge(), (answer) => ({ kind: "truncated", answer }));
    case "reset-after":
      return intake(judge(), () => ({ kind: "reset" }));
  }
}

function answer(id: string, said: { code: number; message: string }): Reply {
  return { kind: "answer", answer: answerWith(id, said) };
}

function unseen(reply: Reply): Played {
  return { reply, fates: undefined };
}

function intake(judgement: Judgement, replyOf: (answer: Judgement["answer"]) => Reply): Played {
  return { reply: replyOf(judgement.answer), fates: judgement.fates };
}
