/** What goes wrong with one request. To add a fault, add it here: the compiler then asks for its case in `play` and its words. */
import { z } from "zod";

/** Whether TikTok takes the events in all the same, as far as they are good. */
const taken = z.boolean().optional();
/** Seconds, in a header that TikTok itself is not known to send; a gateway may. */
const retryAfter = z.int().min(0).max(86_400).optional();
// 204 and 304 have no body by definition, and below 200 nothing is final.
const status = z
  .int()
  .min(200)
  .max(599)
  .refine((value) => value !== 204 && value !== 304, "a status that cannot have a body");
const text = z.string().min(1).max(1000);
const everyIndex = z.int().min(0).max(999);

/** A fault, whoever asks for it: a test, a chaos run, or a person at the control page. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** TikTok answers this code without looking at the request; HTTP 200 unless `status` says otherwise. Taken only if it says so. */
  z.strictObject({
    kind: z.literal("code"),
    code: z.int().min(-99_999).max(999_999),
    message: text.optional(),
    status: status.optional(),
    retryAfter,
    taken,
  }),
  /** The gateway answers instead of TikTok, in HTML. Taken only if it says so. */
  z.strictObject({
    kind: z.literal("http"),
    status,
    html: z.string().max(500_000).optional(),
    retryAfter,
    taken,
  }),
  /** The answer has no body. Taken unless it says otherwise, like all faults below that speak of an answer. */
  z.strictObject({ kind: z.literal("empty"), status: status.optional(), taken }),
  /** The answer's JSON ends in the middle; as HTTP it is whole. */
  z.strictObject({ kind: z.literal("truncated"), taken }),
  /** The answer says it is `by` bytes longer (or shorter) than it is, and the connection is closed after it. */
  z.strictObject({
    kind: z.literal("wrong-length"),
    by: z
      .int()
      .min(-40)
      .max(100_000)
      .refine((value) => value !== 0, "must not be 0"),
    taken,
  }),
  /** The answer comes one byte at a time. */
  z.strictObject({ kind: z.literal("drip"), everyMs: z.int().min(1).max(60_000), taken }),
  /** The answer stops in the middle, and the connection stays open. */
  z.strictObject({ kind: z.literal("stall"), taken }),
  /** The connection is reset before TikTok reads the body: it cannot have counted anything. */
  z.strictObject({ kind: z.literal("reset-before") }),
  /** The request is read, then the connection is reset: the sender cannot know. */
  z.strictObject({ kind: z.literal("reset-after"), taken }),
  /** The connection is reset in the middle of the answer. */
  z.strictObject({ kind: z.literal("reset-midway"), taken }),
  /** The request is read and no answer ever comes. Taken only if it says so. */
  z.strictObject({ kind: z.literal("hang"), taken }),
  /** Code 20001: the events at these places of the batch are not taken, the others are. */
  z.strictObject({ kind: z.literal("partial"), refused: z.array(everyIndex).min(1).max(1000) }),
  /** The whole batch is refused for the event at this place (the last one, when the batch is shorter), which the message names. */
  z.strictObject({
    kind: z.literal("bad-event"),
    index: everyIndex,
    field: text,
    code: z.literal([40000, 40002, 40062]).optional(),
  }),
  /** The next `count` requests of this pixel get 40132; other pixels are served. */
  z.strictObject({ kind: z.literal("throttle-pixel"), pixel: text, count: z.int().min(1).max(10_000) }),
]);

/** What goes wrong with one request. */
export type Fault = z.infer<typeof faultSchema>;
