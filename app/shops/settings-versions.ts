/** The version that is written. */
export const SETTINGS_VERSION = 2;

/** From version N to N + 1, at index N - 1. A step is never changed once it was released. */
const STEPS: readonly ((document: Record<string, unknown>) => Record<string, unknown>)[] = [
  // 2 added `event`, `orders`, `pixelRules` and `consent.limitedDataUse`, whose defaults are what version 1 did.
  (document) => ({ ...document, version: 2 }),
];

/** Brings a document of any older version to the newest. One without a version is of the newest; one of a newer version is left as it is. */
export function migrateForward(document: unknown): unknown {
  if (typeof document !== "object" || document === null || Array.isArray(document)) return document;
  const version = (document as Record<string, unknown>)["version"] ?? SETTINGS_VERSION;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) return document;
  return STEPS.slice(version - 1).reduce((older, step) => step(older), document as Record<string, unknown>);
}
