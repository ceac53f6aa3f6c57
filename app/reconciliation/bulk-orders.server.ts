import { z } from "zod";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminClient, Answered } from "./admin-client.server.ts";
import { BULK_STATE, bulkQueryOf, CANCEL_BULK, START_BULK, type OrderRange } from "./orders-query.ts";

/** What came of starting a bulk operation. `busy`: as many as Shopify allows are under way. */
export type BulkStarted = { kind: "ok"; id: string } | { kind: "busy" } | AdminFailure;

/** Why a bulk operation ended without its whole result. `expired` and `canceled` may be started again. */
export type BulkEnd = "access_denied" | "timeout" | "internal" | "canceled" | "expired";

/** How a bulk operation stands. `url` is undefined when no order was found. `partialUrl` leads to what it had when it failed. */
export type BulkState =
  | { kind: "running"; objects: number }
  | { kind: "completed"; url: string | undefined; orders: number }
  | { kind: "ended"; why: BulkEnd; partialUrl: string | undefined }
  /** Shopify knows no such operation. */
  | { kind: "unknown" }
  | AdminFailure;

/** Bulk operations over a shop's orders. */
export interface BulkOrders {
  start(shop: string, range: OrderRange): Promise<BulkStarted>;
  state(shop: string, id: string): Promise<BulkState>;
  /** Asks Shopify to stop; true also when there was nothing left to stop. */
  cancel(shop: string, id: string): Promise<{ kind: "ok" } | AdminFailure>;
}

const startSchema = z.object({
  bulkOperationRunQuery: z
    .object({
      bulkOperation: z.object({ id: z.string() }).nullable(),
      userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
    })
    .nullable(),
});

const count = z.coerce.number();

const stateSchema = z.object({
  bulkOperation: z
    .object({
      status: z.enum(["CREATED", "RUNNING", "COMPLETED", "CANCELING", "CANCELED", "FAILED", "EXPIRED"]),
      errorCode: z.string().nullable(),
      objectCount: count,
      rootObjectCount: count,
      url: z.string().nullable(),
      partialDataUrl: z.string().nullable(),
    })
    .nullable(),
});

const cancelSchema = z.object({ bulkOperationCancel: z.unknown() });

const MUTATION_POINTS = 10;
const STATE_POINTS = 1;

/** Makes the use of bulk operations. */
export function createBulkOrders(client: AdminClient): BulkOrders {
  return {
    async start(shop, range) {
      const answered = await client.ask(shop, {
        ...{ document: START_BULK, schema: startSchema, points: MUTATION_POINTS },
        variables: { query: bulkQueryOf(range) },
        // A second one would run beside the first.
        repeatable: false,
      });
      return answered.kind === "ok" ? started(answered.value) : failureOf(answered);
    },
    async state(shop, id) {
      const answered = await client.ask(shop, {
        ...{ document: BULK_STATE, schema: stateSchema, points: STATE_POINTS },
        ...{ variables: { id }, repeatable: true },
      });
      return answered.kind === "ok" ? stateOf(answered.value) : failureOf(answered);
    },
    async cancel(shop, id) {
      const answered = await client.ask(shop, {
        ...{ document: CANCEL_BULK, schema: cancelSchema, points: MUTATION_POINTS },
        ...{ variables: { id }, repeatable: true },
      });
      return answered.kind === "ok" ? { kind: "ok" } : failureOf(answered);
    },
  };
}

function failureOf(answered: Exclude<Answered<unknown>, { kind: "ok" }>): AdminFailure {
  return answered.kind === "too_dear"
    ? { kind: "malformed", what: "a bulk operation costs more than a query may" }
    : answered;
}

function started({ bulkOperationRunQuery: payload }: z.infer<typeof startSchema>): BulkStarted {
  if (payload?.bulkOperation != null) return { kind: "ok", id: payload.bulkOperation.id };
  const codes = payload?.userErrors.map(({ code }) => code) ?? [];
  if (codes.includes("LIMIT_REACHED") || codes.includes("OPERATION_IN_PROGRESS")) return { kind: "busy" };
  return { kind: "malformed", what: `bulk query refused: ${codes.join(", ")}` };
}

function stateOf({ bulkOperation }: z.infer<typeof stateSchema>): BulkState {
  if (bulkOperation === null) return { kind: "unknown" };
  const { status, errorCode, objectCount, rootObjectCount, url } = bulkOperation;
  const partialUrl = bulkOperation.partialDataUrl ?? undefined;
  switch (status) {
    case "CREATED":
    case "RUNNING":
    case "CANCELING":
      return { kind: "running", objects: objectCount };
    case "COMPLETED":
      return { kind: "completed", url: url ?? undefined, orders: rootObjectCount };
    case "CANCELED":
      return { kind: "ended", why: "canceled", partialUrl };
    case "EXPIRED":
      return { kind: "ended", why: "expired", partialUrl };
    case "FAILED":
      return { kind: "ended", why: failed(errorCode), partialUrl };
  }
}

function failed(errorCode: string | null): BulkEnd {
  if (errorCode === "ACCESS_DENIED") return "access_denied";
  return errorCode === "TIMEOUT" ? "timeout" : "internal";
}
