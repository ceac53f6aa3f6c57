/** `POST /admin/api/{version}/graphql.json`: authentication, the request's JSON, the answer's status. */
import { json, type Answer } from "../http.ts";
import type { ShopState } from "../shop-state.ts";
import { rootAnswers } from "./answers.ts";
import { executeAdmin, runDocument, type Execution, type GraphqlRequest } from "./execute.ts";
import { FieldRules } from "./field-rules.ts";
import type { BulkReading } from "./fields/asked.ts";
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

/** The rules that hold now; they are made anew only when scopes or approvals have changed. */
function rulesOf(state: ShopState): (scopes: readonly string[]) => FieldRules {
  const admin = loadAdminSchema();
  let made: { key: string; rules: FieldRules } | undefined;
  return (scopes) => {
    const key = JSON.stringify([scopes, state.approvals]);
    if (made?.key !== key) made = { key, rules: new FieldRules(admin, scopes, state.approvals) };
    return made.rules;
  };
}

/** Makes the handler of Admin GraphQL requests; it answers undefined for other paths. */
export function adminGraphql(state: ShopState) {
  const admin = loadAdminSchema();
  const root = rootAnswers(state, admin);
  const rules = rulesOf(state);
  const execution = (scopes: readonly string[], bulk?: BulkReading): Execution => ({
    ...{ admin, root, rules: rules(scopes) },
    asked: { state, now: state.now, ...(bulk === undefined ? {} : { bulk }) },
  });
  // A bulk operation runs with the access the app has when it runs.
  state.runInBulk = (document, bulk) => runDocument(execution(state.scopes, bulk), document);
  return (path: string, accessToken: string, body: string): Answer | undefined => {
    const version = ENDPOINT.exec(path)?.[1];
    if (version === undefined) return undefined;
    if (version !== ADMIN_API_VERSION)
      return json(404, { errors: `Not Found: the sandbox answers API version ${ADMIN_API_VERSION} only` });
    const grant = state.tokens.grantOf(accessToken);
    if (grant === undefined) return unauthorized;
    const request = requestOf(body);
    if (request === undefined)
      return json(400, { errors: { query: "Required parameter missing or invalid" } });
    // A scope taken back is gone from tokens given before; one granted since needs a new token (a guess).
    const scopes = grant.scopes.filter((scope) => state.scopes.includes(scope));
    const answer = executeAdmin(execution(scopes), state.bucket, request);
    return json(200, answer, { "x-shopify-api-version": version });
  };
}
