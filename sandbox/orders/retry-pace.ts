/** Shopify gives up after this many tries. */
export const MAX_TRIES = 8;

/** Shopify's pace: eight tries within four hours, the waits doubling. Milliseconds before the try after `attempt`. */
export function overFourHours(attempt: number): number {
  return (4 * 3_600_000 * 2 ** (attempt - 1)) / (2 ** (MAX_TRIES - 1) - 1);
}

/** The sandbox's pace: the same eight tries within half a minute. */
export function overHalfAMinute(attempt: number): number {
  return 250 * 2 ** (attempt - 1);
}
