/** What of TikTok is not as usual, for the top of both pages. */
import type { TokenState } from "./access.ts";
import type { ControlState } from "./controls.ts";
import { describe } from "./fault-words.ts";
import { USUAL_RULES } from "./rules.ts";

/** What a pixel's token is good for, in words. */
export const TOKEN_WORDS: Readonly<Record<TokenState, string>> = {
  good: "the token is good",
  revoked: "the token was revoked",
  expired: "the token expired",
  forbidden: "no permission on the pixel any more",
};

/** What is out of the ordinary, as sentences. */
export function unusual({ script, random, rules, tokens, clock }: ControlState): string[] {
  const scripted = script.map(
    ({ times, fault }) => `Next ${times === 1 ? "request" : `${times} requests`}: ${describe(fault)}.`,
  );
  const lines = [...scripted];
  if (random !== null) {
    const { plan, spoiled, drawn } = random;
    for (const { rate, fault } of plan.faults)
      lines.push(`${percent(rate)} of requests: ${describe(fault)}.`);
    lines.push(`At random so far, with seed ${plan.seed}: ${spoiled} of ${drawn} requests.`);
  }
  for (const { pixel, token } of tokens)
    if (token !== "good") lines.push(`Pixel ${pixel}: ${TOKEN_WORDS[token]}.`);
  for (const pixel of rules.throttledPixels) lines.push(`Pixel ${pixel} is throttled.`);
  for (const { eventId } of rules.refusedEvents) lines.push(`Every batch with event ${eventId} is refused.`);
  if (rules.requestsPerSecond !== USUAL_RULES.requestsPerSecond)
    lines.push(`Requests a second: ${rules.requestsPerSecond ?? "no limit"}.`);
  if (rules.pixelRequestsPerSecond !== null)
    lines.push(`Requests a second for one pixel: ${rules.pixelRequestsPerSecond}.`);
  if (rules.latencyMs > 0) lines.push(`Every answer takes ${rules.latencyMs} ms.`);
  if (clock.aheadMs > 0) lines.push(`TikTok's clock is ${duration(clock.aheadMs)} ahead.`);
  if (rules.mergeWindowMs !== USUAL_RULES.mergeWindowMs || rules.dropWindowMs !== USUAL_RULES.dropWindowMs)
    lines.push(
      `Copies are merged for ${rules.mergeWindowMs} ms and not counted for ${rules.dropWindowMs} ms.`,
    );
  if (rules.copiesCode !== 0) lines.push("Copies are answered 40050.");
  if (rules.batchIndex !== "named") lines.push("A refusal does not tell which event of the batch is wrong.");
  return lines;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function percent(rate: number): string {
  return `${Number((rate * 100).toPrecision(4))} %`;
}

function duration(milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.round((milliseconds % HOUR) / MINUTE);
  return (
    [hours > 0 ? `${hours} h` : "", minutes > 0 ? `${minutes} min` : ""].filter(Boolean).join(" ") ||
    "a moment"
  );
}
