import { vi } from "vitest";

/** Far beyond what anything takes on a busy machine: only a test that fails waits so long. */
const PATIENCE_MS = 20_000;

/** Repeats a check until it passes; fails with its last error. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 10 });
}
