import { z } from "zod";
import { publicPage } from "./attributes.ts";
import { parseClickId, TEST_CLICK_PREFIX, type ClickId } from "./click-id.ts";

/** What a browser reported about a checkout. Untrusted: it may add to an order Shopify vouched for, and never make one. */
export interface Hint {
  /** Shopify's id of the pixel event: the same event reported twice is one hint. */
  eventId: string;
  event: HintEvent;
  /** Absent only on `page_viewed`, which is sent for a click test and for nothing else. */
  checkoutToken?: string;
  /** Digits of the order id; only once the checkout is completed. */
  orderId?: string;
  clickId?: ClickId;
  /** When the ad was clicked, milliseconds since the epoch. */
  clickedAt?: number;
  ttp?: string;
  /** Origin and path. */
  page?: string;
  userAgent?: string;
  /** Where the checkout already carried the click id: in its cart attributes, on a line item. */
  carried?: ("cart" | "line")[];
}

export type HintEvent = (typeof HINT_EVENTS)[number];

const HINT_EVENTS = ["page_viewed", "checkout_started", "checkout_completed"] as const;

/** Bytes a hint may have (docs/hints.md). */
export const HINT_MAX_BYTES = 4096;
const PAGE_MAX_LENGTH = 2048;

/** Text that a database gives back as it was: half of a surrogate pair has no UTF-8. */
const text = () => z.string().refine((value) => value.isWellFormed());
const plain = (max: number) =>
  text()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}+$/u);
/** A path in another script grows ninefold when it is written as a URL, so that its length is judged twice. */
const pageKept = z.string().max(PAGE_MAX_LENGTH);
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

/** A hint as it is posted (docs/hints.md). Fields that only add are dropped when they are wrong; the ones that name the checkout must be right. */
const hintSchema = z
  .object({
    v: z.literal(1),
    token: plain(200),
    event: z.enum(HINT_EVENTS),
    id: plain(200),
    checkout: plain(200).optional(),
    order: lenient(z.string().regex(/^\d{1,20}$/)),
    ttclid: lenient(text()),
    clicked: lenient(z.number().int().positive().max(9_999_999_999)),
    ttp: lenient(plain(500)),
    page: lenient(z.string().max(PAGE_MAX_LENGTH).transform(publicPage).pipe(pageKept)),
    ua: lenient(plain(1000)),
    carried: lenient(z.array(z.enum(["cart", "line"])).max(2)),
  })
  .refine(
    // Outside a click test there is nothing to say before the checkout.
    ({ event, checkout, ttclid }) =>
      event === "page_viewed" ? ttclid?.startsWith(TEST_CLICK_PREFIX) === true : checkout !== undefined,
  );

/** Reads a posted hint: the hint and the ingest token it came with, or undefined when it is not one. */
export function readHint(body: string): { token: string; hint: Hint } | undefined {
  const parsed = hintSchema.safeParse(parse(body));
  if (!parsed.success) return undefined;
  const { token, id, event, checkout, order, ttclid, clicked, ttp, page, ua, carried } = parsed.data;
  const click = parseClickId(ttclid);
  return {
    token,
    hint: {
      eventId: id,
      event,
      ...(checkout === undefined ? {} : { checkoutToken: checkout }),
      ...(order === undefined ? {} : { orderId: order }),
      ...(click.ok ? { clickId: click.clickId } : {}),
      ...(click.ok && clicked !== undefined ? { clickedAt: clicked * 1000 } : {}),
      ...(ttp === undefined ? {} : { ttp }),
      ...(page === undefined ? {} : { page }),
      ...(ua === undefined ? {} : { userAgent: ua }),
      ...(carried === undefined ? {} : { carried }),
    },
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
