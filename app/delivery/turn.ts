import type { Clock } from "../platform/clock.ts";
import { MINUTE, SECOND } from "../platform/clock.ts";
import type { AttemptResult } from "./outcome.ts";
import type { Claimed, Settlement } from "./outbox.ts";
import { mayAttempt, nextStep, type NextStep } from "./retry-policy.ts";

/** What came of handing a delivery over: an attempt, or the reason why none could be made. */
export type Handover =
  | {
      kind: "attempted";
      result: AttemptResult;
      testEventCode: string | undefined;
      /** When the connection that was used was made, milliseconds since the epoch. */
      connectedAt: number;
      /** Whether the pixel was paused because its token had been refused. */
      pixelPaused: boolean;
    }
  /** No pixel is connected any more. */
  | { kind: "disconnected" }
  /** Another pixel is connected than the one the delivery is for. */
  | { kind: "pixel_changed" }
  /** The database did not say where to send, so nothing was sent. */
  | { kind: "not_sent" }
  /** The pixel's token is sealed with a key that this process does not have. */
  | { kind: "token_unreadable" };

/** How a batch is sent. Must not throw, and must end in time. */
export type Send = (batch: readonly [Claimed, ...Claimed[]]) => Promise<Handover>;

export interface TurnOptions {
  send: Send;
  clock: Clock;
  random(): number;
}

/** Gives a batch back that was claimed and not sent: the attempt does not count. */
export function giveBack(batch: readonly Claimed[], at: number): Settlement[] {
  return batch.map((claimed) => ({
    claimed,
    step: { state: "retrying", dueAt: at, ambiguousAt: claimed.ambiguousAt },
    at,
  }));
}

/** How long a delivery waits for whoever runs the installation to put the encryption key back. */
const KEY_WAIT_MS = 5 * MINUTE;

/** One batch's turn: the checks before, the attempt, the decision for each delivery after. */
export async function deliver(batch: readonly Claimed[], options: TurnOptions): Promise<Settlement[]> {
  const startedAt = options.clock();
  const stopped: Settlement[] = [];
  const sendable: Claimed[] = [];
  for (const claimed of batch) {
    const step = mayAttempt(claimed, startedAt);
    if (step === undefined) sendable.push(claimed);
    else stopped.push({ claimed, step, at: startedAt });
  }
  const [first, ...others] = sendable;
  if (first === undefined) return stopped;
  const sent = [first, ...others].map((claimed) => ({ ...claimed, batchSize: sendable.length }));
  const handover = await options.send([first, ...others]);
  return [...stopped, ...sent.map((claimed) => settlementOf(claimed, handover, startedAt, options))];
}

function settlementOf(
  claimed: Claimed,
  handover: Handover,
  startedAt: number,
  { clock, random }: TurnOptions,
): Settlement {
  const at = clock();
  switch (handover.kind) {
    case "disconnected":
      return { claimed, step: waiting("paused", claimed), at };
    case "pixel_changed":
      return { claimed, step: waiting("held", claimed), at };
    case "not_sent":
      return { claimed, step: waitForDatabase(claimed, at), at };
    case "token_unreadable":
      return { claimed, step: waitForKey(claimed, at), at };
    case "attempted": {
      const { result, testEventCode, connectedAt, pixelPaused } = handover;
      const history = { ...claimed, startedAt };
      return {
        claimed,
        step: nextStep(result.outcome, history, at, random()),
        attempt: { startedAt, durationMs: at - startedAt, result, testEventCode, connectedAt, pixelPaused },
        at,
      };
    }
  }
}

const DATABASE_WAIT_MS = SECOND;

function waitForDatabase({ ambiguousAt }: Claimed, now: number): NextStep {
  return { state: "retrying", dueAt: now + DATABASE_WAIT_MS, ambiguousAt };
}

function waitForKey({ ambiguousAt }: Claimed, now: number): NextStep {
  return { state: "retrying", dueAt: now + KEY_WAIT_MS, ambiguousAt };
}

function waiting(state: "paused" | "held", { ambiguousAt }: Claimed): NextStep {
  return state === "paused"
    ? { state, reason: "reconnect_tiktok", ambiguousAt }
    : { state, reason: "pixel_changed", ambiguousAt };
}
