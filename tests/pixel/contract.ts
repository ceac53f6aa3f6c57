/** The hint contract of docs/hints.md, as the server may rely on it. */
import { z } from "zod";

const unixSeconds = z.int().min(1_000_000_000).max(9_999_999_999);

/** A hint as it is posted: no other field, nothing empty. */
export const hintSchema = z.strictObject({
  v: z.literal(1),
  token: z.string().min(1),
  event: z.enum(["page_viewed", "checkout_started", "checkout_completed"]),
  id: z.string().min(1),
  checkout: z.string().min(1).optional(),
  order: z.string().regex(/^\d+$/).optional(),
  ttclid: z
    .string()
    .regex(/^[!-~]{1,1024}$/)
    .optional(),
  clicked: unixSeconds.optional(),
  ttp: z.string().min(1).optional(),
  page: z
    .string()
    .regex(/^https?:\/\/[^?#]+$/)
    .optional(),
  ua: z.string().min(1).optional(),
  carried: z
    .array(z.enum(["cart", "line"]))
    .min(1)
    .optional(),
  at: unixSeconds,
});

export type PostedHint = z.infer<typeof hintSchema>;

/** Reads a posted body; throws when it breaks the contract. */
export function readHint(body: string): PostedHint {
  if (Buffer.byteLength(body) > 4096) throw new Error(`a hint of ${Buffer.byteLength(body)} bytes`);
  return hintSchema.parse(JSON.parse(body));
}
