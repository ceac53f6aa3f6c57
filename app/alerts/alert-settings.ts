import { z } from "zod";
import { LANGUAGES, type Language } from "../locales/language.ts";

/** What a shop wants to be told of, and in which language. */
export interface AlertDocument {
  language: Language;
  tokenDead: boolean;
  embedOff: boolean;
  /** So many clicks in a row that missed the cart. */
  embedClicks: number;
  coverageLow: boolean;
  coveragePercent: number;
  /** A day with fewer eligible orders says nothing. */
  coverageOrders: number;
  noOrders: boolean;
  quietHours: number;
  refusals: boolean;
  /** More than so many in 24 hours. */
  refusedEvents: number;
}

/** A webhook's address and what its messages are signed with. */
export interface AlertWebhook {
  url: string;
  /** `whsec_…` (standardwebhooks.com). */
  secret: string;
  /** The secret before, while receivers change over: messages carry both signatures until then. */
  previous?: { secret: string; until: number } | undefined;
}

/** Where messages go. */
export interface AlertChannels {
  recipients: string[];
  webhook?: AlertWebhook | undefined;
}

/** Until somebody chooses. */
export const DEFAULT_ALERTS: AlertDocument = {
  ...{ language: "en", tokenDead: true, embedOff: true, embedClicks: 3 },
  ...{ coverageLow: true, coveragePercent: 90, coverageOrders: 10 },
  ...{ noOrders: true, quietHours: 6, refusals: true, refusedEvents: 5 },
};

/** Whole numbers that may be chosen, from and to. */
export const ALERT_RANGES = {
  embedClicks: [2, 50],
  coveragePercent: [1, 100],
  coverageOrders: [1, 1000],
  quietHours: [1, 168],
  refusedEvents: [0, 1000],
} as const;

/** More people than this are better served by a mailing list. */
export const MOST_RECIPIENTS = 5;

type NumberField = keyof typeof ALERT_RANGES;

const whole = (field: NumberField) =>
  z.number().int().min(ALERT_RANGES[field][0]).max(ALERT_RANGES[field][1]);

const documentShape = {
  language: z.enum(LANGUAGES),
  ...{ tokenDead: z.boolean(), embedOff: z.boolean(), coverageLow: z.boolean() },
  ...{ noOrders: z.boolean(), refusals: z.boolean() },
  embedClicks: whole("embedClicks"),
  coveragePercent: whole("coveragePercent"),
  coverageOrders: whole("coverageOrders"),
  quietHours: whole("quietHours"),
  refusedEvents: whole("refusedEvents"),
};

const documentSchema = z.object(documentShape);

/** A stored document; what another version of the app has left out or written differently is as if nobody had chosen. */
export function readAlertDocument(text: string | undefined): AlertDocument {
  if (text === undefined) return DEFAULT_ALERTS;
  const written = z.record(z.string(), z.unknown()).catch({}).parse(JSON.parse(text));
  const kept = Object.entries(documentShape).filter(
    ([name, schema]) => schema.safeParse(written[name]).success,
  );
  const choices = Object.fromEntries(kept.map(([name]) => [name, written[name]]));
  return documentSchema.parse({ ...DEFAULT_ALERTS, ...choices });
}

/** What is wrong with a field of the form. */
export type AlertFieldError = "number" | "recipient" | "too_many" | "webhook" | "webhook_port";

/** The form as it was read: what to keep, or what to correct by field. */
export type AlertForm =
  | { ok: true; document: AlertDocument; recipients: string[]; webhookUrl: string | undefined }
  | { ok: false; errors: Partial<Record<string, AlertFieldError>> };

const numberField = z
  .string()
  .regex(/^\d{1,4}$/)
  .transform(Number);

const draftSchema = z.object({
  ...documentShape,
  embedClicks: numberField.pipe(documentShape.embedClicks),
  coveragePercent: numberField.pipe(documentShape.coveragePercent),
  coverageOrders: numberField.pipe(documentShape.coverageOrders),
  quietHours: numberField.pipe(documentShape.quietHours),
  refusedEvents: numberField.pipe(documentShape.refusedEvents),
});

const placesSchema = z.object({ recipients: z.string().max(4000), webhookUrl: z.string().max(2000) });

/** Reads what the page posts: a JSON document of fields as they stand in the form. Undefined for what no form of ours posts. */
export function readAlertForm(text: string): AlertForm | undefined {
  const posted = jsonOf(text);
  const { data: places } = placesSchema.safeParse(posted);
  if (places === undefined) return undefined;
  const draft = draftSchema.safeParse(posted);
  const recipients = recipientsOf(places.recipients);
  const webhookUrl = places.webhookUrl.trim() === "" ? undefined : places.webhookUrl.trim();
  const errors: Partial<Record<string, AlertFieldError>> = {
    ...Object.fromEntries((draft.error?.issues ?? []).map(({ path: [field] }) => [String(field), "number"])),
    ...fieldError("recipients", recipientsError(recipients)),
    ...fieldError("webhookUrl", webhookUrl === undefined ? undefined : webhookError(webhookUrl)),
  };
  if (!draft.success || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, document: draft.data, recipients, webhookUrl };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldError(field: string, error: AlertFieldError | undefined) {
  return error === undefined ? {} : { [field]: error };
}

/** One a line, or with commas between them; each once. */
function recipientsOf(text: string): string[] {
  const written = text.split(/[\n,;]/).map((part) => part.trim());
  const once = new Map(written.filter((part) => part !== "").map((part) => [part.toLowerCase(), part]));
  return [...once.values()];
}

function recipientsError(recipients: readonly string[]): AlertFieldError | undefined {
  if (!recipients.every((address) => z.email().max(254).safeParse(address).success)) return "recipient";
  return recipients.length > MOST_RECIPIENTS ? "too_many" : undefined;
}

function webhookError(written: string): AlertFieldError | undefined {
  const url = URL.parse(written);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return "webhook";
  return url.port === "" ? undefined : "webhook_port";
}
