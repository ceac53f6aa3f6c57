/** Runs one Admin GraphQL request: parse, validate, price, throttle, check access, answer. */
import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFormattedError,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from "graphql";
import { requestedPoints, type Cost, type CostBucket } from "./cost.ts";
import type { FieldRules } from "./field-rules.ts";
import type { Asked } from "./fields/asked.ts";
import { QueryRun, type Answerable, type FieldAnswer } from "./query-run.ts";
import type { AdminSchema } from "./schema.ts";
import { Selections } from "./selections.ts";

/** The JSON body of a request. */
export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** The JSON body of an answer. */
export interface GraphqlAnswer {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  extensions?: { cost: Cost };
}

/** What a document runs against. */
export interface Execution {
  admin: AdminSchema;
  root: object;
  rules: FieldRules;
  asked: Asked;
}

type Source = Record<string, unknown>;

/** Answers a field from its object. What is missing there is an error: null would look like Shopify's own answer. */
function answerOf(
  { rules, asked }: Execution,
  source: Source,
  parent: GraphQLObjectType,
  { name, type, given }: Answerable,
): unknown {
  const rule = rules.of(parent, name, type);
  if (rule.refusal !== undefined) throw rule.refusal();
  if (rule.answer !== undefined)
    return (rule.answer as (source: Source, given: unknown, asked: Asked) => unknown)(source, given, asked);
  if (rule.hasTable || !Object.hasOwn(source, name))
    throw new GraphQLError(`the sandbox does not answer ${parent.name}.${name} yet`, {
      extensions: { code: "SANDBOX_UNANSWERED" },
    });
  const value = source[name];
  return typeof value === "function"
    ? (value as (given: unknown, asked: Asked) => unknown)(given, asked)
    : value;
}

/** The type behind an interface: named by the object, or by its global id. */
function typeOf(source: Source): string | undefined {
  if (typeof source["__typename"] === "string") return source["__typename"];
  return /^gid:\/\/shopify\/(\w+)\//.exec(String(source["admin_graphql_api_id"] ?? source["id"]))?.[1];
}

const UNDEFINED_FIELD = /^Cannot query field "(\w+)" on type "(\w+)"/;

/** Shopify's wording and code for the commonest mistake; other mistakes keep graphql-js's words. */
function asShopify(error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  const [, fieldName, typeName] = UNDEFINED_FIELD.exec(error.message) ?? [];
  if (fieldName === undefined || typeName === undefined) return formatted;
  return {
    ...formatted,
    message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
    extensions: { code: "undefinedField", typeName, fieldName },
  };
}

type Readable = { document: DocumentNode } | { errors: readonly GraphQLFormattedError[] };

/** An app asks the same few documents again and again. */
const READ = new Map<string, Readable>();
const MOST_READ = 200;

/** Parses and validates a document against the genuine schema. */
export function readDocument(query: string, admin: AdminSchema): Readable {
  const known = READ.get(query);
  if (known !== undefined) return known;
  const readable = readAnew(query, admin);
  if (READ.size >= MOST_READ) READ.clear();
  READ.set(query, readable);
  return readable;
}

function readAnew(query: string, admin: AdminSchema): Readable {
  try {
    const document = parse(query);
    const errors = validate(admin.schema, document);
    return errors.length > 0 ? { errors: errors.map(asShopify) } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [asShopify(error)] };
    throw error;
  }
}

/** Runs a document by graphql-js itself: the measure of `QueryRun`, and what runs mutations. */
export function runByReference(
  execution: Execution,
  document: DocumentNode,
  request: Omit<GraphqlRequest, "query"> = {},
): ExecutionResult {
  const result = execute({
    schema: execution.admin.schema,
    document,
    rootValue: execution.root,
    contextValue: execution,
    variableValues: request.variables ?? {},
    operationName: request.operationName ?? null,
    fieldResolver: (source: Source, given: Record<string, unknown>, _, info) =>
      answerOf(execution, source, info.parentType, { name: info.fieldName, type: info.returnType, given }),
    typeResolver: typeOf,
  });
  if (result instanceof Promise)
    throw new Error("a field of the sandbox was answered later, and none may be");
  return result;
}

/** Runs a document that was read, without a price. */
export function runDocument(
  execution: Execution,
  document: DocumentNode,
  request: Omit<GraphqlRequest, "query"> = {},
): ExecutionResult & { points?: number } {
  const operation = getOperationAST(document, request.operationName);
  const { schema } = execution.admin;
  const query = schema.getQueryType();
  // Rare things, and mistakes in the request itself, are left to graphql-js.
  if (operation?.operation !== OperationTypeNode.QUERY || query == null || asksForSchema(operation))
    return runByReference(execution, document, request);
  const read = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
  if (read.errors !== undefined) return runByReference(execution, document, request);
  const variables = read.coerced;
  const selections = new Selections(schema, document, variables);
  const answer: FieldAnswer = (source, parent, field) => answerOf(execution, source, parent, field);
  const run = new QueryRun({ schema, selections, variables, answer, typeOf });
  return run.run(query, operation.selectionSet, execution.root);
}

const asksForSchema = ({ selectionSet }: OperationDefinitionNode): boolean =>
  selectionSet.selections.some(
    (selection) => selection.kind !== Kind.FIELD || selection.name.value.startsWith("__"),
  );

const throttled: GraphQLFormattedError = {
  message: "Throttled",
  extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
};

/** Shopify's words; the cost stands in the error itself. */
function tooDear(cost: number, maxCost: number): GraphQLFormattedError {
  const documentation = "https://shopify.dev/api/usage/rate-limits";
  const message =
    `Query cost is ${cost}, which exceeds the single query max cost limit (${maxCost}).\n\n` +
    `See ${documentation} for more information on how the\ncost of a query is calculated.\n\n` +
    "To query larger amounts of data with fewer limits, bulk operations should be used instead.\n" +
    "See https://shopify.dev/api/usage/bulk-operations/queries for usage details.\n";
  return { message, extensions: { code: "MAX_COST_EXCEEDED", cost, maxCost, documentation } };
}

/** Answers a request; a document that is invalid, too dear, throttled, denied or unanswered comes back as `errors`. */
export function executeAdmin(
  execution: Execution,
  bucket: CostBucket,
  request: GraphqlRequest,
): GraphqlAnswer {
  const readable = readDocument(request.query, execution.admin);
  if ("errors" in readable) return { errors: readable.errors, extensions: { cost: bucket.cost(0, 0) } };
  const requested = requestedPoints(readable.document, request.variables ?? {});
  if (requested > bucket.limits.singleQuery)
    return { errors: [tooDear(requested, bucket.limits.singleQuery)] };
  if (!bucket.take(requested))
    return { errors: [throttled], extensions: { cost: bucket.cost(requested, null) } };
  const result = runDocument(execution, readable.document, request);
  // A mutation is worth its price whatever it answers; a query what it found.
  const actual = Math.min(requested, result.points ?? requested);
  bucket.giveBack(requested - actual);
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) }),
    extensions: { cost: bucket.cost(requested, actual) },
  };
}
