/** A stored record with its times, milliseconds since the epoch, as dates. */
export type Dated<T> = T extends bigint
  ? Date
  : T extends readonly (infer Item)[]
    ? Dated<Item>[]
    : T extends object
      ? { [Name in keyof T]: Dated<T[Name]> }
      : T;

/** Turns every time of a record into a date. Nothing else that is stored is a bigint. */
export function dated<T>(record: T): Dated<T> {
  return convert(record) as Dated<T>;
}

function convert(value: unknown): unknown {
  if (typeof value === "bigint") return new Date(Number(value));
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, convert(one)]));
}
