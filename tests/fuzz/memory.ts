/** Whether memory stays flat: looked at after each round, when everything that can be freed has been. */

const MEGABYTE = 1024 ** 2;

/** What a process that only answers may hold more at the end than at the start: caches of statements, compiled code, growing strings of doubles. */
const MOST_GROWTH = 48 * MEGABYTE;
/** Rounds in which everything is met for the first time. */
const WARM_UP = 1;
/** Looks at the start and at the end; of each the smallest counts. */
const LOOKS = 2;

/** Rounds that must have been looked at before anything can be said. */
export const FEWEST_ROUNDS = WARM_UP + 2 * LOOKS;

/** What is said of a row of looks, in bytes: undefined while memory is flat, or when there were too few. */
export function growthOf(looks: readonly number[]): string | undefined {
  if (looks.length < FEWEST_ROUNDS) return undefined;
  const after = looks.slice(WARM_UP);
  const [first, last] = [Math.min(...after.slice(0, LOOKS)), Math.min(...after.slice(-LOOKS))];
  if (last - first <= MOST_GROWTH) return undefined;
  const all = looks.map((bytes) => Math.round(bytes / MEGABYTE)).join(", ");
  return `memory grew from ${Math.round(first / MEGABYTE)} to ${Math.round(last / MEGABYTE)} MB: ${all}`;
}

/** What is held now, in bytes, of objects and of bytes outside of them. Throws unless Node was started with --expose-gc. */
export function held(): number {
  if (globalThis.gc === undefined) throw new Error("start Node with --expose-gc to look at memory");
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
