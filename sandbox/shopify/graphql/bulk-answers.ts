/** What the Admin API answers about bulk operations. */
import { GraphQLError } from "graphql";
import { bulkOperationNode, type BulkOperation } from "../bulk/bulk-operation.ts";
import { readBulkDocument } from "../bulk/bulk-document.ts";
import type { ShopState } from "../shop-state.ts";
import { connection, type PageArguments } from "./connection.ts";
import type { AdminSchema } from "./schema.ts";

interface Refusal {
  field: string[] | null;
  message: string;
  code: string;
}

const refused = (userErrors: Refusal[]) => ({ bulkOperation: null, userErrors });

const node = (state: ShopState, operation: BulkOperation | undefined): object | null =>
  operation === undefined ? null : bulkOperationNode(operation, state.origin());

function runQuery(state: ShopState, admin: AdminSchema, query: string, groupObjects: boolean): object {
  const read = readBulkDocument(query, admin);
  if ("mistakes" in read)
    return refused(read.mistakes.map((message) => ({ field: ["query"], message, code: "INVALID" })));
  const operation = state.bulk.start(read.document, query, groupObjects);
  if (operation !== undefined) return { bulkOperation: node(state, operation), userErrors: [] };
  const message = "Bulk operations limit reached. Please try again later.";
  return refused([{ field: null, message, code: "LIMIT_REACHED" }]);
}

function cancel(state: ShopState, id: string): object {
  const operation = state.bulk.find(id);
  const refuse = (message: string, field: string[] | null = null) => ({
    bulkOperation: node(state, operation),
    userErrors: [{ field, message }],
  });
  if (operation === undefined) return refuse("Bulk operation does not exist", ["id"]);
  if (!state.bulk.cancel(operation))
    return refuse(`A bulk operation cannot be canceled when it is ${operation.status.toLowerCase()}`);
  return { bulkOperation: node(state, operation), userErrors: [] };
}

interface ListArguments extends PageArguments {
  query?: string | null;
  sortKey: string;
  reverse: boolean;
}

/** Newest first, unless `reverse`. */
function list(state: ShopState, given: ListArguments): object {
  const [, wanted] = /^\s*status:(\w+)\s*$/.exec(given.query ?? "") ?? [];
  if ((given.query ?? "") !== "" && wanted === undefined)
    throw new GraphQLError(`the sandbox does not search bulk operations by "${given.query ?? ""}" yet`);
  const fitting = state.bulk
    .all()
    .filter(({ status }) => wanted === undefined || status === wanted.toUpperCase())
    .map((operation) => node(state, operation));
  return connection(given.reverse ? fitting : fitting.reverse(), given);
}

/** The roots of bulk operations. */
export function bulkAnswers(state: ShopState, admin: AdminSchema) {
  return {
    bulkOperation: ({ id }: { id: string }) => node(state, state.bulk.find(id)),
    bulkOperations: (given: ListArguments) => list(state, given),
    currentBulkOperation: ({ type }: { type: string }) =>
      type === "QUERY" ? node(state, state.bulk.all().at(-1)) : null,
    bulkOperationRunQuery: ({ query, groupObjects }: { query: string; groupObjects: boolean }) =>
      runQuery(state, admin, query, groupObjects),
    bulkOperationCancel: ({ id }: { id: string }) => cancel(state, id),
  };
}
