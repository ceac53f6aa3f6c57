/** What `bulkOperationRunQuery` takes and what it refuses. Limits are Shopify's; of its sentences some are known, the rest are guesses. */
import {
  getNamedType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from "graphql";
import { readDocument } from "../graphql/execute.ts";
import type { AdminSchema } from "../graphql/schema.ts";

const MOST_CONNECTIONS = 5;
/** Below the connection at the root. */
const DEEPEST_NESTING = 2;

/** A document that can be run in bulk, or why not. */
export type BulkDocument = { document: DocumentNode } | { mistakes: string[] };

/** Checks a bulk query. */
export function readBulkDocument(query: string, admin: AdminSchema): BulkDocument {
  const readable = readDocument(query, admin);
  if ("errors" in readable)
    return { mistakes: readable.errors.map(({ message }) => `Invalid bulk query: ${message}`) };
  const { document } = readable;
  const mistakes = [...mistakesAtRoot(document), ...mistakesInConnections(document, admin.schema)];
  return mistakes.length > 0 ? { mistakes } : { document };
}

function mistakesAtRoot(document: DocumentNode): string[] {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1)
    return ["Bulk queries must contain exactly one operation."];
  if (operation.operation !== OperationTypeNode.QUERY) return ["Bulk queries must be queries."];
  if ((operation.variableDefinitions ?? []).length > 0) return ["Bulk queries cannot have variables."];
  const fields = operation.selectionSet.selections.filter((node) => node.kind === Kind.FIELD);
  if (fields.length !== 1 || operation.selectionSet.selections.length !== 1)
    return ["Bulk queries must have exactly one top-level field."];
  const name = fields[0]?.name.value ?? "";
  return name === "node" || name === "nodes"
    ? [`Bulk queries cannot contain the top-level '${name}' field.`]
    : [];
}

/** The node's selection inside a connection: that of `edges { node }` or of `nodes`. */
function nodeSelections(connection: FieldNode): FieldNode[] {
  const inside = (field: FieldNode): FieldNode[] =>
    field.selectionSet?.selections.filter((node) => node.kind === Kind.FIELD) ?? [];
  return inside(connection).flatMap((field) => {
    if (field.name.value === "nodes") return [field];
    return field.name.value === "edges" ? inside(field).filter(({ name }) => name.value === "node") : [];
  });
}

const selectsId = (node: FieldNode): boolean =>
  node.selectionSet?.selections.some(
    (field) => field.kind === Kind.FIELD && field.name.value === "id" && field.alias === undefined,
  ) === true;

function mistakesInConnections(document: DocumentNode, schema: GraphQLSchema): string[] {
  const types = new TypeInfo(schema);
  const around: FieldNode[] = [];
  const withoutId = new Set<string>();
  let [connections, deepest] = [0, 0];
  const isConnection = (): boolean => {
    const type = types.getType();
    return type != null && getNamedType(type).name.endsWith("Connection");
  };
  const enter = (field: FieldNode): void => {
    if (!isConnection()) return;
    const parent = around.at(-1);
    if (parent !== undefined && !nodeSelections(parent).some(selectsId)) withoutId.add(parent.name.value);
    around.push(field);
    connections += 1;
    deepest = Math.max(deepest, around.length - 1);
  };
  const leave = (field: FieldNode): void => {
    if (around.at(-1) === field) around.pop();
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter, leave } }));
  const mistakes: string[] = [];
  if (connections === 0) mistakes.push("Bulk queries must contain at least one connection.");
  if (connections > MOST_CONNECTIONS)
    mistakes.push(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
  if (deepest > DEEPEST_NESTING)
    mistakes.push(
      `Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST_NESTING}.`,
    );
  if (withoutId.size > 0)
    mistakes.push(
      "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be " +
        `of 'ID' return type. Connection fields without 'id': ${[...withoutId].join(", ")}.`,
    );
  return mistakes;
}
