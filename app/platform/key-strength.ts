/** Of 32 random bytes about 30 are different; fewer than this happen less than once in 10^12 keys. */
const FEWEST_DIFFERENT = 20;

/** Why 32 bytes are hardly random, as the rest of a sentence; undefined when nothing speaks against them. */
export function weaknessOf(key: Buffer): string | undefined {
  const steps = new Set([...key.subarray(1)].map((byte, index) => (byte - (key[index] ?? 0) + 256) % 256));
  if (steps.size === 1) return "is a row of numbers, not random bytes";
  // That a random key is all printable happens once in 10^13.
  if (key.every((byte) => byte >= 0x20 && byte < 0x7f)) return "is a text, not random bytes";
  if (new Set(key).size < FEWEST_DIFFERENT) return "repeats itself: it is not random";
  return undefined;
}

/** Whether a key's text was typed, though it decodes to 32 bytes: random base64 without capitals or without small letters is one in 10^9. */
export function wasTyped(text: string): boolean {
  if (/^[0-9a-f]{64}$/i.test(text)) return false;
  return !/[A-Z]/.test(text) || !/[a-z]/.test(text);
}
