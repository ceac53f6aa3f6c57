/** What came back from one attempt, in the receiver's own words where it had any. */
export interface Answer {
  httpStatus?: number;
  code?: number;
  message?: string;
  requestId?: string;
}

/**
 * What one attempt means for the delivery. Closed: every consumer decides about every kind.
 * - delivered: the receiver said it has the event
 * - retry: it will have it later. `fate` says whether this attempt may have been counted: `unknown` when no answer was understood
 * - throttled: too fast; this pixel or everything
 * - unauthorised: the merchant must reconnect
 * - refused: these bytes will never be accepted
 * - operator: whoever runs this installation must act
 * - unclear: an answer nobody documented
 */
export type Outcome =
  | { kind: "delivered" }
  | { kind: "retry"; fate: "not_counted" | "unknown" }
  | { kind: "throttled"; retryAfterMs?: number }
  | { kind: "unauthorised" }
  | { kind: "refused" }
  | { kind: "operator" }
  | { kind: "unclear" };

export type OutcomeKind = Outcome["kind"];

/** An attempt that came to an end. */
export interface AttemptResult {
  outcome: Outcome;
  answer: Answer;
}
