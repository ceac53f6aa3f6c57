/** What `bulkOperationRunQuery` takes and what it refuses. Its sentences are as seen of Shopify, but those about variables and a second root. */
import {
  getNamedType,
  getNullableType,
  isListType,
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
/** Whether the root's connection counts is told both ways; here it does. */
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
  if (operation.operation !== OperationTypeNode.QUERY)
    return ["Invalid operation type. Only `query` operations are supported."];
  if ((operation.variableDefinitions ?? []).length > 0) return ["Bulk queries cannot have variables."];
  const fields = operation.selectionSet.selections.filter((node) => node.kind === Kind.FIELD);
  if (fields.length !== 1 || operation.selectionSet.selections.length !== 1)
    return ["Bulk queries must have exactly one top-level field."];
  const name = fields[0]?.name.value ?? "";
  return name === "node" || name === "nodes"
    ? [`Bulk queries cannot contain a top level \`${name}\` field.`]
    : [];
}

const fieldsIn = (field: FieldNode): FieldNode[] =>
  field.selectionSet?.selections.filter((node) => node.kind === Kind.FIELD) ?? [];

/** The node's selection inside a connection: that of `edges { node }`. */
const nodeSelections = (connection: FieldNode): FieldNode[] =>
  fieldsIn(connection)
    .filter(({ name }) => name.value === "edges")
    .flatMap(fieldsIn)
    .filter(({ name }) => name.value === "node");

const selectsId = (node: FieldNode): boolean =>
  fieldsIn(node).some(({ name, alias }) => name.value === "id" && alias === undefined);

/** What is found on a walk through a document. */
class Findings {
  readonly withoutId = new Set<string>();
  readonly byNodes = new Set<string>();
  connections = 0;
  deepest = 0;
  isInList = false;

  mistakes(): string[] {
    const mistakes: string[] = [];
    if (this.byNodes.size > 0)
      mistakes.push(
        "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges { " +
          `node {'. Selecting via 'nodes' is not supported. Invalid connection fields: '${[...this.byNodes].join("', '")}'.`,
      );
    if (this.deepest > DEEPEST_NESTING)
      mistakes.push(
        `Bulk queries cannot contain connections with a nesting depth greater than ${DEEPEST_NESTING}.`,
      );
    if (this.connections > MOST_CONNECTIONS)
      mistakes.push(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
    if (this.withoutId.size > 0)
      mistakes.push(
        "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' " +
          `return type. Connection fields without 'id': ${[...this.withoutId].join(", ")}.`,
      );
    if (this.isInList)
      mistakes.push(
        "Queries that contain a connection field within a list field are not currently supported.",
      );
    if (this.connections === 0) mistakes.push("Bulk queries must contain at least one connection.");
    return mistakes;
  }
}

function mistakesInConnections(document: DocumentNode, schema: GraphQLSchema): string[] {
  const types = new TypeInfo(schema);
  const findings = new Findings();
  const [connections, lists]: [FieldNode[], FieldNode[]] = [[], []];
  const enter = (field: FieldNode): void => {
    const type = types.getType();
    if (type == null) return;
    if (!getNamedType(type).name.endsWith("Connection")) {
      // Edges are a list too, and the one that may hold connections.
      const isEdges = types.getParentType()?.name.endsWith("Connection") === true;
      if (isListType(getNullableType(type)) && !isEdges) lists.push(field);
      return;
    }
    const parent = connections.at(-1);
    if (parent !== undefined && !nodeSelections(parent).some(selectsId))
      findings.withoutId.add(parent.name.value);
    if (fieldsIn(field).some(({ name }) => name.value === "nodes")) findings.byNodes.add(field.name.value);
    if (lists.length > 0) findings.isInList = true;
    connections.push(field);
    findings.connections += 1;
    findings.deepest = Math.max(findings.deepest, connections.length);
  };
  const leave = (field: FieldNode): void => {
    for (const stack of [connections, lists]) if (stack.at(-1) === field) stack.pop();
  };
  visit(document, visitWithTypeInfo(types, { Field: { enter, leave } }));
  return findings.mistakes();
}
