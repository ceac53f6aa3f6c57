import { z } from "zod";

/** Why the Admin API gave nothing. */
export type AdminFailure =
  /** Asked too much; worth asking again from then on (milliseconds since the epoch). */
  | { kind: "throttled"; until: number }
  /** There is no token, or it is no longer good. */
  | { kind: "unauthorised" }
  /** The shop has not granted this; `scope` where Shopify names one. */
  | { kind: "access_denied"; scope: string | undefined }
  /** The shop itself is shut: unpaid, forbidden, locked or gone. */
  | { kind: "frozen"; status: number }
  /** Shopify, or the way to it, is out of order. */
  | { kind: "unavailable" }
  /** An answer that cannot be read, or a question Shopify does not understand. `what` is free of personal data. */
  | { kind: "malformed"; what: string };

/** `extensions.cost` of an answer. `actual` is undefined when the query did not run. */
export interface QueryCost {
  requested: number;
  actual: number | undefined;
  maximum: number;
  available: number;
  /** Points a second. */
  restoreRate: number;
}

/** What one HTTP answer says. */
export type AdminAnswer = (
  | { kind: "data"; data: unknown; withheld: string[] }
  | { kind: "short_of_points" }
  | { kind: "slow_down"; retryAfterMs: number | undefined }
  | { kind: "too_dear"; points: number; limit: number }
  | Exclude<AdminFailure, { kind: "throttled" }>
) & { cost?: QueryCost };

/** An HTTP answer as it came. */
export interface HttpAnswer {
  status: number;
  /** Seconds, as the header has them. */
  retryAfter: string | null;
  body: string;
}

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z
    .object({
      code: z.string().optional(),
      requiredAccess: z.string().optional(),
      cost: z.number().optional(),
      maxCost: z.number().optional(),
    })
    .optional(),
});
type GraphqlError = z.infer<typeof errorSchema>;

const costSchema = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullable(),
  throttleStatus: z.object({
    maximumAvailable: z.number(),
    currentlyAvailable: z.number(),
    restoreRate: z.number(),
  }),
});

const bodySchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(errorSchema).optional(),
  extensions: z.object({ cost: costSchema.optional() }).optional(),
});

/** Reads one answer of the Admin API: the HTTP status first, then the body. */
export function readAnswer(answer: HttpAnswer): AdminAnswer {
  return answer.status === 200 ? readBody(answer.body) : readStatus(answer);
}

function readStatus({ status, retryAfter }: HttpAnswer): AdminAnswer {
  if (status === 401) return { kind: "unauthorised" };
  // 402 unpaid, 403 forbidden, 404 and 410 gone, 423 locked.
  if ([402, 403, 404, 410, 423].includes(status)) return { kind: "frozen", status };
  // 430 is Shopify's own: a request it takes for an attack.
  if (status === 429 || status === 430) return { kind: "slow_down", retryAfterMs: secondsAsMs(retryAfter) };
  return status >= 400 && status < 500 && status !== 408
    ? { kind: "malformed", what: `HTTP ${status}` }
    : { kind: "unavailable" };
}

function secondsAsMs(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}(\.\d+)?$/.test(header) ? Number(header) * 1000 : undefined;
}

function readBody(body: string): AdminAnswer {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    // A page of a proxy, or an answer that was cut off.
    return { kind: "unavailable" };
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return { kind: "malformed", what: "not a GraphQL answer" };
  const { data, errors = [], extensions } = parsed.data;
  const answer = readErrors(data, errors);
  return extensions?.cost === undefined ? answer : { ...answer, cost: readCost(extensions.cost) };
}

function readCost({
  requestedQueryCost,
  actualQueryCost,
  throttleStatus,
}: z.infer<typeof costSchema>): QueryCost {
  return {
    requested: requestedQueryCost,
    actual: actualQueryCost ?? undefined,
    maximum: throttleStatus.maximumAvailable,
    available: throttleStatus.currentlyAvailable,
    restoreRate: throttleStatus.restoreRate,
  };
}

/**
 * A field that may be null and may not be read comes back as null beside an error: such an answer is used, and what was withheld is named. Any other
 * error makes the answer useless, because a null that should have been a value looks like one that is.
 */
function readErrors(data: unknown, errors: readonly GraphqlError[]): AdminAnswer {
  const codeOf = (error: GraphqlError) => error.extensions?.code;
  const other = errors.find((error) => codeOf(error) !== "ACCESS_DENIED");
  if (other !== undefined) return readOther(other);
  const refused = errors.find((error) => takesRoot(data, error));
  if (refused !== undefined) return { kind: "access_denied", scope: scopeOf(refused) };
  if (data == null) return { kind: "malformed", what: "an answer without data" };
  return { kind: "data", data, withheld: [...new Set(errors.map(fieldOf))].toSorted() };
}

function readOther({ extensions }: GraphqlError): AdminAnswer {
  const code = extensions?.code ?? "without a code";
  switch (code) {
    case "THROTTLED":
      return { kind: "short_of_points" };
    case "MAX_COST_EXCEEDED":
      return { kind: "too_dear", points: extensions?.cost ?? 0, limit: extensions?.maxCost ?? 0 };
    case "SHOP_INACTIVE":
      return { kind: "frozen", status: 200 };
    case "INTERNAL_SERVER_ERROR":
    case "TIMEOUT":
      return { kind: "unavailable" };
    default:
      // Shopify's message may quote what was asked, so only the code is told.
      return { kind: "malformed", what: `error ${code}` };
  }
}

/** The names on the way to the field, without the places in lists. */
function fieldOf({ path = [] }: GraphqlError): string {
  return path.filter((part) => typeof part === "string").join(".");
}

/**
 * Whether a refusal left null in the place of a whole root of the question: there null would be taken to mean that there is none. A field that may not be
 * null takes what is around it along, so the refused field itself can be far below.
 */
function takesRoot(data: unknown, { path = [] }: GraphqlError): boolean {
  let [value, names] = [data, 0];
  for (const part of path) {
    if (typeof value !== "object" || value === null) break;
    value = (value as Record<string | number, unknown>)[part];
    if (typeof part === "string") names += 1;
  }
  return names <= 1;
}

function scopeOf({ message, extensions }: GraphqlError): string | undefined {
  return /\b(?:read|write)_[a-z_]+/.exec(extensions?.requiredAccess ?? message)?.[0];
}
