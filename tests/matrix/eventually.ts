import { vi } from "vitest";

/** How long a condition may take: much longer than it does, for machines that do other things too. Milliseconds. */
export const PATIENCE_MS = 60_000;

/** Waits until `check` no longer throws. Not `expect.poll`, which loses its test where several run at a time. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 25 });
}
