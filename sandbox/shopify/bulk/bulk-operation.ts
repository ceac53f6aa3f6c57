/** One bulk operation and where it stands. */

/** Shopify's `BulkOperationErrorCode`. */
export type BulkErrorCode = "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | "TIMEOUT";

/** Shopify's `BulkOperationStatus`. */
export type BulkStatus =
  "CREATED" | "RUNNING" | "COMPLETED" | "CANCELING" | "CANCELED" | "FAILED" | "EXPIRED";

/** A file of results that can be fetched for some days. */
export interface BulkFile {
  token: string;
  content: string;
  expiresAt: number;
}

/** How an operation is to fail: with which code, and after which share, from 0 to 1, of its lines. */
export interface BulkFailure {
  code: BulkErrorCode;
  partial: number;
}

/** An operation. Times are milliseconds since the epoch. */
export interface BulkOperation {
  id: string;
  query: string;
  isGrouped: boolean;
  createdAt: number;
  /** When it is done, or done being cancelled. */
  dueAt: number;
  status: BulkStatus;
  failure: BulkFailure | undefined;
  completedAt: number | undefined;
  errorCode: BulkErrorCode | undefined;
  objects: number;
  roots: number;
  file: BulkFile | undefined;
}

/** Whether it still takes one of the places an app has. */
export const isActive = ({ status }: BulkOperation): boolean =>
  status === "CREATED" || status === "RUNNING" || status === "CANCELING";

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

/** The Admin API's `BulkOperation`. */
export function bulkOperationNode(operation: BulkOperation, origin: string): object {
  const { file } = operation;
  const url = file === undefined ? null : `${origin}/bulk-results/${file.token}`;
  return {
    __typename: "BulkOperation",
    id: operation.id,
    status: operation.status,
    type: "QUERY",
    query: operation.query,
    createdAt: time(operation.createdAt),
    completedAt: operation.completedAt === undefined ? null : time(operation.completedAt),
    errorCode: operation.errorCode ?? null,
    objectCount: String(operation.objects),
    rootObjectCount: String(operation.roots),
    fileSize: file === undefined ? null : String(Buffer.byteLength(file.content)),
    url: operation.status === "COMPLETED" ? url : null,
    partialDataUrl: operation.status === "COMPLETED" ? null : url,
  };
}

/** The payload of `bulk_operations/finish`, which is sent for every end. */
export function finishPayload(operation: BulkOperation): object {
  return {
    admin_graphql_api_id: operation.id,
    completed_at: operation.completedAt === undefined ? null : time(operation.completedAt),
    created_at: time(operation.createdAt),
    error_code: operation.errorCode?.toLowerCase() ?? null,
    status: operation.status.toLowerCase(),
    type: "query",
  };
}
