import type { AttemptResult, Outcome } from "../delivery/outcome.ts";

/**
 * What is known of a token after TikTok was asked:
 * - proven: TikTok accepted a test event
 * - plausible: TikTok had nothing against the token
 * - refused: TikTok does not take it, or did not take the test event
 * - unasked: TikTok could not be asked
 */
export type TokenStanding = "proven" | "plausible" | "refused" | "unasked";

/**
 * What an answer says of the token it was asked with. Without a test event code no event may be sent, because it would count as a sale; then a request without any
 * events is. That TikTok looks at the token before it looks at the events is a guess, so that passing is called no more than plausible.
 */
export function tokenStanding({ outcome }: Pick<AttemptResult, "outcome">, tested: boolean): TokenStanding {
  return tested ? afterTestEvent(outcome.kind) : afterNoEvents(outcome.kind);
}

function afterTestEvent(kind: Outcome["kind"]): TokenStanding {
  switch (kind) {
    case "delivered":
      return "proven";
    case "unauthorised":
    case "operator":
    case "refused":
    case "unclear":
      return "refused";
    case "retry":
    case "throttled":
      return "unasked";
  }
}

function afterNoEvents(kind: Outcome["kind"]): TokenStanding {
  switch (kind) {
    case "unauthorised":
    case "operator":
      return "refused";
    // The request is refused for having no events.
    case "refused":
    case "delivered":
    case "unclear":
      return "plausible";
    case "retry":
    case "throttled":
      return "unasked";
  }
}
