/** `POST /admin/api/{version}/graphql.json`: authentication, the request's JSON, the answer's status. */
import { json, type Answer } from "../http.ts";
import type { ShopState } from "../shop-state.ts";
import { rootAnswers } from "./answers.ts";
import { CostBucket } from "./cost.ts";
import { executeAdmin, type GraphqlRequest } from "./execute.ts";
import { ADMIN_API_VERSION, loadAdminSchema } from "./schema.ts";

const ENDPOINT = /^\/admin\/api\/([^/]+)\/graphql\.json$/;

const unauthorized = json(401, {
  errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
});

function requestOf(body: string): GraphqlRequest | undefined {
  try {
    const value = JSON.parse(body) as Partial<GraphqlRequest> | null;
    return typeof value?.query === "string" ? { ...value, query: value.query } : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the handler of Admin GraphQL requests; it answers undefined for other paths. */
export function adminGraphql(state: ShopState, now: () => number) {
  const admin = loadAdminSchema();
  const bucket = new CostBucket(now);
  const root = rootAnswers(state, now);
  return async (path: string, accessToken: string, body: string): Promise<Answer | undefined> => {
    const version = ENDPOINT.exec(path)?.[1];
    if (version === undefined) return undefined;
    if (version !== ADMIN_API_VERSION)
      return json(404, { errors: `Not Found: the sandbox answers API version ${ADMIN_API_VERSION} only` });
    const grant = state.tokens.grantOf(accessToken);
    if (grant === undefined) return unauthorized;
    const request = requestOf(body);
    if (request === undefined)
      return json(400, { errors: { query: "Required parameter missing or invalid" } });
    const answer = await executeAdmin({ admin, root, scopes: grant.scopes, bucket }, request);
    return json(200, answer, { "x-shopify-api-version": version });
  };
}
