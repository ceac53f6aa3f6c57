/**
 * The requests TikTok takes. Stricter than the real API on purpose: a field it does not name is refused here and
 * probably ignored there, and `price` and `quantity` are asked of every content although only catalogue ads need them.
 */
import { z } from "zod";
import type { Checked, Refusal } from "./answers.ts";
import { refused } from "./answers.ts";
import * as field from "./fields.ts";

/** Events that report a purchase: the current name and the older one that TikTok still takes. */
export const PURCHASE_NAMES: readonly string[] = ["Purchase", "CompletePayment"];

const EVENT_NAMES = [
  ...[
    "ViewContent",
    "Search",
    "AddToCart",
    "AddToWishlist",
    "InitiateCheckout",
    "AddPaymentInfo",
    "Purchase",
  ],
  ...["CompletePayment", "CompleteRegistration", "Subscribe", "Lead", "Contact", "Pageview"],
];

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
const MAX_FUTURE = 5 * MINUTE;
// Guess: no greatest age is documented for web events. 28 days is the longest window in which a purchase can matter.
const MAX_AGE = 28 * DAY;
// Seconds reach eleven digits after the year 5138, so anything above is milliseconds.
const FIRST_MILLISECONDS = 1e11;

const contentType = z.enum(["product", "product_group"]);

const content = z.strictObject({
  content_id: field.text,
  content_type: contentType.optional(),
  content_name: field.text.optional(),
  content_category: field.text.optional(),
  brand: field.text.optional(),
  price: z.number().min(0),
  quantity: z.int().min(1),
});

const properties = z.strictObject({
  // Guess: a refund is not a purchase, so a negative value is a mistake.
  value: z.number().min(0).optional(),
  currency: field.currency.optional(),
  content_type: contentType.optional(),
  contents: z.array(content).optional(),
  order_id: field.text.optional(),
  num_items: z.int().min(0).optional(),
  description: field.text.optional(),
  query: field.text.optional(),
  search_string: field.text.optional(),
});

const user = z.strictObject({
  email: field.hashed.optional(),
  phone: field.hashed.optional(),
  external_id: field.hashed.optional(),
  first_name: field.hashed.optional(),
  last_name: field.hashed.optional(),
  zip_code: field.hashed.optional(),
  city: field.city.optional(),
  state: field.state.optional(),
  country: field.country.optional(),
  ttclid: field.clickId.optional(),
  ttp: field.browserId.optional(),
  ip: field.publicAddress.optional(),
  user_agent: field.text.optional(),
  locale: field.locale.optional(),
});

const page = z.strictObject({ url: field.absoluteUrl, referrer: field.absoluteUrl.optional() });

const event = z.strictObject({
  event: z.enum(EVENT_NAMES),
  event_time: z.int(),
  event_id: field.text,
  user,
  properties: properties.optional(),
  page: page.optional(),
  limited_data_use: z.boolean().optional(),
});

const envelope = z.strictObject({
  event_source: z.literal("web"),
  event_source_id: field.text,
  test_event_code: field.text.optional(),
  data: z.array(z.unknown()),
});

/** One event as TikTok takes it. */
export type TrackEvent = z.infer<typeof event>;

/** A request whose events have not been looked at yet. */
export type Envelope = z.infer<typeof envelope>;

/** Checks everything around the events. */
export function readEnvelope(body: unknown): Checked<Envelope> {
  const parsed = envelope.safeParse(body, { reportInput: true });
  return parsed.success ? { kind: "ok", value: parsed.data } : refused(refusalOf(parsed.error, []));
}

/** Checks every event; one bad event refuses them all, and the refusal names its index. `now` is in seconds. */
export function readEvents(data: readonly unknown[], now: number): Checked<TrackEvent[]> {
  const events: TrackEvent[] = [];
  for (const [index, value] of data.entries()) {
    const parsed = event.safeParse(value, { reportInput: true });
    if (!parsed.success) return refused(refusalOf(parsed.error, ["data", index]));
    const complaint = complaintAbout(parsed.data, now);
    if (complaint)
      return refused({ kind: "bad-field", ...complaint, field: `data[${index}].${complaint.field}` });
    events.push(parsed.data);
  }
  return { kind: "ok", value: events };
}

interface Complaint {
  field: string;
  reason: string;
}

function complaintAbout(event: TrackEvent, now: number): Complaint | undefined {
  const time = complaintAboutTime(event.event_time, now);
  if (time !== undefined) return { field: "event_time", reason: time };
  // Guess: TikTok asks for both to report a return on ad spend, and a sender of purchases always knows them.
  if (!PURCHASE_NAMES.includes(event.event)) return undefined;
  if (event.properties?.value === undefined) return { field: "properties.value", reason: MISSING };
  if (event.properties.currency === undefined) return { field: "properties.currency", reason: MISSING };
  return undefined;
}

function complaintAboutTime(seconds: number, now: number): string | undefined {
  if (seconds >= FIRST_MILLISECONDS) return "must be in seconds, not milliseconds";
  if (seconds > now + MAX_FUTURE) return "more than 5 minutes in the future";
  if (seconds < now - MAX_AGE) return "more than 28 days old";
  return undefined;
}

const MISSING = "missing data for required field";

type Path = readonly PropertyKey[];

function refusalOf(error: z.ZodError, prefix: Path): Refusal {
  const issue = error.issues[0];
  if (issue === undefined) throw new Error("A schema failed without saying why.");
  const path = [...prefix, ...issue.path];
  if (issue.code === "custom" && issue.params?.refusal === field.NOT_HASHED.refusal) {
    return { kind: "not-hashed", field: fieldName(path) };
  }
  if (issue.code === "unrecognized_keys") {
    // Only partners of TikTok's may name themselves, and no value of ours is right.
    if (path.length === 0 && issue.keys.includes("partner_name")) return { kind: "partner-name" };
    path.push(issue.keys[0] ?? "");
  }
  return { kind: "bad-field", field: fieldName(path), reason: reasonOf(issue) };
}

function fieldName(path: Path): string {
  if (path.length === 0) return "body";
  const parts = path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return parts.join("").replace(/^\./, "");
}

function reasonOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? MISSING
        : `not a valid ${issue.expected === "int" ? "integer" : issue.expected}`;
    case "unrecognized_keys":
      return "unknown field";
    case "invalid_value":
      if (issue.input === undefined) return MISSING;
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return issue.origin === "string" ? "must not be empty" : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `longer than ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`;
    case "custom":
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return issue.message;
  }
}
