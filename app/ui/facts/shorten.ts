const SHOWN_WHOLE = 40;

/** A long value by its two ends; undefined when it is short enough to be shown whole. */
export function shortened(value: string): string | undefined {
  return value.length <= SHOWN_WHOLE ? undefined : `${value.slice(0, 12)}…${value.slice(-8)}`;
}
