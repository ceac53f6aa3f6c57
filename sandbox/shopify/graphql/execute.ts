/** Runs one Admin GraphQL request: parse, validate, throttle, check access, answer, price. */
import {
  execute,
  getNamedType,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
  type GraphQLResolveInfo,
} from "graphql";
import { actualPoints, requestedPoints, type Cost, type CostBucket } from "./cost.ts";
import { accessFor, isGranted } from "./required-access.ts";
import type { AdminSchema } from "./schema.ts";

/** The JSON body of a request. */
export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
}

/** The JSON body of an answer; Shopify prices every one. */
export interface GraphqlAnswer {
  data?: unknown;
  errors?: readonly GraphQLFormattedError[];
  extensions: { cost: Cost };
}

/** What a request runs against. */
export interface Execution {
  admin: AdminSchema;
  root: object;
  scopes: readonly string[];
  bucket: CostBucket;
}

function requireAccess(info: GraphQLResolveInfo, { admin, scopes }: Execution): void {
  for (const coordinate of [
    `${info.parentType.name}.${info.fieldName}`,
    getNamedType(info.returnType).name,
  ]) {
    const required = accessFor(admin, coordinate);
    if (required === undefined || isGranted(required, scopes)) continue;
    throw new GraphQLError(
      `Access denied for ${info.fieldName} field. Required access: ${required.sentence}`,
      {
        extensions: {
          code: "ACCESS_DENIED",
          documentation: "https://shopify.dev/api/usage/access-scopes",
          requiredAccess: required.sentence,
        },
      },
    );
  }
}

/** Answers a field from its object. What is missing there is an error: null would look like Shopify's own answer. */
const answerField: GraphQLFieldResolver<Record<string, unknown>, Execution> = (
  source,
  args,
  execution,
  info,
) => {
  requireAccess(info, execution);
  if (!Object.hasOwn(source, info.fieldName))
    throw new GraphQLError(`the sandbox does not answer ${info.parentType.name}.${info.fieldName} yet`, {
      extensions: { code: "SANDBOX_UNANSWERED" },
    });
  const value = source[info.fieldName];
  return typeof value === "function" ? (value as (args: unknown) => unknown)(args) : value;
};

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

type Readable = { document: DocumentNode } | { errors: readonly GraphQLError[] };

function read(query: string, admin: AdminSchema): Readable {
  try {
    const document = parse(query);
    const errors = validate(admin.schema, document);
    return errors.length > 0 ? { errors } : { document };
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
}

const throttled: GraphQLFormattedError = {
  message: "Throttled",
  extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
};

/** Answers a request; a document that is invalid, denied, throttled or unanswered comes back as `errors`. */
export async function executeAdmin(execution: Execution, request: GraphqlRequest): Promise<GraphqlAnswer> {
  const { admin, root, bucket } = execution;
  const variables = request.variables ?? {};
  const readable = read(request.query, admin);
  if ("errors" in readable)
    return { errors: readable.errors.map(asShopify), extensions: { cost: bucket.cost(0, 0) } };
  const requested = requestedPoints(readable.document, variables);
  if (!bucket.take(requested))
    return { errors: [throttled], extensions: { cost: bucket.cost(requested, null) } };
  const result = await execute({
    schema: admin.schema,
    document: readable.document,
    rootValue: root,
    contextValue: execution,
    variableValues: variables,
    operationName: request.operationName ?? null,
    fieldResolver: answerField,
  });
  const actual = actualPoints(result.data, requested);
  bucket.giveBack(requested - actual);
  const errors = result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) };
  return {
    ...(result.data === undefined ? {} : { data: result.data }),
    ...errors,
    extensions: { cost: bucket.cost(requested, actual) },
  };
}
