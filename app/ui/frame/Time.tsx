import type { Moment } from "../formats.ts";

/** A point in time, in the shop's zone. */
export function Time({ at }: { at: Moment }) {
  return <time dateTime={at.iso}>{at.text}</time>;
}
