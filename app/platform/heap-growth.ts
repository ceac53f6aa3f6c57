import { setFlagsFromString } from "node:v8";

/** How much the heap may grow over what is alive in it before it is cleared up, in per cent. Left to itself, V8 lets a small and busy heap grow to several times that. */
const GROWTH_PERCENT = 50;

/**
 * Keeps a process that runs for months small (docs/performance.md). V8 looks at it after every full collection, so it may be said after the start; as an option of
 * Node it could not stand in NODE_OPTIONS.
 */
export function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
