import { setFlagsFromString } from "node:v8";

/**
 * Tells V8 never to make objects in the old generation because earlier ones of the same line of code lived long. It judges by the first moments of a process, when
 * hardly anything has been collected; a webhook's objects are gone in milliseconds, and each that is born old keeps what it points to until the next full collection
 * (docs/performance.md). To be called before the work begins. Not an option of the command line, because NODE_OPTIONS does not take it.
 */
export function bearObjectsYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
