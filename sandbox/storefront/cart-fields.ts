import { z } from "zod";
import type { NewItem } from "./cart.ts";
import { BadRequest } from "./visit.ts";
import type { Fields } from "./visit.ts";

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const quantity = z.coerce.number().int().min(0).max(1_000_000);

// A form's list is a record with numbered keys, JSON's is an array: both become an array.
const list = <T extends z.ZodType>(element: T) =>
  z.preprocess(
    (value) => (typeof value === "object" && value !== null ? Object.values(value) : value),
    z.array(element),
  );

const properties = z
  .record(z.string(), text.nullish())
  .nullish()
  .transform((record) => {
    const given = Object.entries(record ?? {}).filter(([, value]) => value != null && value !== "");
    return given as [string, string][];
  })
  .transform((entries) => Object.fromEntries(entries));

const item = z.object({
  id: z.coerce.number().int(),
  quantity: z.coerce.number().int().min(1).max(1_000_000).default(1),
  properties,
});

const additions = z.object({ items: list(item) }).or(item.transform((one) => ({ items: one })));

const update = z.object({
  updates: z.union([z.array(quantity), z.record(z.string(), quantity)]).optional(),
  attributes: z.record(z.string(), text.nullable()).optional(),
  note: text.nullish(),
});

const change = z
  .object({ id: text.optional(), line: z.coerce.number().int().optional(), quantity })
  .refine(({ id, line }) => id !== undefined || line !== undefined, "Required parameter missing: id or line");

/** What a POST to cart/add.js asks for; `single` when it was one item without a list. */
export interface Additions {
  items: NewItem[];
  single: boolean;
}

/** What a POST to cart/update.js, or of the cart form, asks for. */
export type CartUpdate = z.infer<typeof update>;

/** What a POST to cart/change.js asks for. */
export type CartChange = z.infer<typeof change>;

function parse<T>(schema: z.ZodType<T>, fields: Fields): T {
  // A form's record has no prototype; zod wants a plain object.
  const result = schema.safeParse({ ...fields });
  if (!result.success) throw new BadRequest(z.prettifyError(result.error));
  return result.data;
}

/** Reads cart/add.js. Throws `BadRequest` when there is nothing to add in it. */
export function readAdditions(fields: Fields): Additions {
  const { items } = parse(additions, fields);
  return Array.isArray(items) ? { items, single: false } : { items: [items], single: true };
}

/** Reads cart/update.js or the cart form. Throws `BadRequest` on values of the wrong kind. */
export function readUpdate(fields: Fields): CartUpdate {
  return parse(update, fields);
}

/** Reads cart/change.js. Throws `BadRequest` when no line is named. */
export function readChange(fields: Fields): CartChange {
  return parse(change, fields);
}
