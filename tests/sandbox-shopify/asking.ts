/** Questions to the Admin API through Shopify's own client. */
import { GraphqlQueryError } from "@shopify/shopify-api";
import { libraryFor, offlineSession, type ShopWorld } from "./shop-world.ts";

/** An answer's data and cost. */
export interface Reply {
  data?: Record<string, unknown>;
  extensions?: { cost?: unknown };
}

/** An entry of an answer's `errors`. */
export interface QueryError {
  message: string;
  extensions?: Record<string, unknown>;
  path?: string[];
}

type Variables = Record<string, unknown>;

/** Functions that ask that world's double, each with a fresh offline session. */
export function asking({ double }: ShopWorld) {
  const library = libraryFor(double);
  const ask = async (query: string, variables: Variables = {}): Promise<Reply> => {
    const session = await offlineSession(library, double);
    return new library.clients.Graphql({ session }).request(query, { variables });
  };
  const errorsOf = async (query: string, variables: Variables = {}): Promise<QueryError[]> => {
    const error: unknown = await ask(query, variables).catch((reason: unknown) => reason);
    if (!(error instanceof GraphqlQueryError))
      throw new Error("the question was answered, or failed otherwise");
    return (error.body as unknown as { errors: { graphQLErrors: QueryError[] } }).errors.graphQLErrors;
  };
  return { library, ask, errorsOf };
}
