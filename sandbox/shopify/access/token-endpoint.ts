/** `POST /admin/oauth/access_token`: token exchange, refresh, and the move to expiring tokens. */
import { json, type Answer } from "../http.ts";
import type { ShopState } from "../shop-state.ts";
import {
  ACCESS_TOKEN_SECONDS,
  ONLINE_TOKEN_SECONDS,
  REFRESH_TOKEN_SECONDS,
  type ExpiringPair,
} from "./access-tokens.ts";
import { verifySessionToken } from "./session-token.ts";

const TOKEN_TYPE = "urn:shopify:params:oauth:token-type:";
const OFFLINE = `${TOKEN_TYPE}offline-access-token`;
const ONLINE = `${TOKEN_TYPE}online-access-token`;
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

type Parameters = Record<string, string | undefined>;

/** The error body of OAuth 2.0, which Shopify answers with status 400 (seen for `invalid_subject_token`; a guess for the rest). */
const failed = (error: string, description: string): Answer =>
  json(400, { error, error_description: description });

function parametersOf(body: string, contentType: string): Parameters {
  if (contentType.includes("application/x-www-form-urlencoded"))
    return Object.fromEntries(new URLSearchParams(body));
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Parameters) : {};
  } catch {
    return {};
  }
}

const scopeText = (state: ShopState): string => state.scopes.join(",");

function expiringAnswer(state: ShopState, pair: ExpiringPair): Answer {
  return json(200, {
    access_token: pair.accessToken,
    scope: scopeText(state),
    expires_in: ACCESS_TOKEN_SECONDS,
    refresh_token: pair.refreshToken,
    refresh_token_expires_in: REFRESH_TOKEN_SECONDS,
  });
}

function onlineAnswer(state: ShopState): Answer {
  return json(200, {
    access_token: state.tokens.issue(state.scopes, ONLINE_TOKEN_SECONDS),
    scope: scopeText(state),
    expires_in: ONLINE_TOKEN_SECONDS,
    associated_user_scope: scopeText(state),
    associated_user: {
      id: Number(state.user.id),
      first_name: state.user.firstName,
      last_name: state.user.lastName,
      email: state.user.email,
      email_verified: true,
      account_owner: true,
      locale: "en",
      collaborator: false,
    },
  });
}

function offlineAnswer(state: ShopState, expiring: boolean): Answer {
  if (expiring) return expiringAnswer(state, state.tokens.issueExpiring(state.scopes));
  return json(200, { access_token: state.tokens.issue(state.scopes), scope: scopeText(state) });
}

/** A live token that never expires may be exchanged, once, for one that does. */
function migrate(state: ShopState, token: string): Answer {
  const grant = state.tokens.grantOf(token);
  if (grant === undefined || grant.expiresAt !== undefined)
    return failed("invalid_subject_token", "Subject token is invalid");
  state.tokens.revoke(token);
  return offlineAnswer(state, true);
}

function exchange(state: ShopState, given: Parameters, nowMs: number): Answer {
  const subject = given["subject_token"] ?? "";
  if (given["subject_token_type"] === OFFLINE) return migrate(state, subject);
  if (given["subject_token_type"] !== ID_TOKEN)
    return failed("invalid_request", "subject_token_type is not supported");
  const verdict = verifySessionToken(subject, state.audience, nowMs);
  if (!verdict.valid) return failed("invalid_subject_token", `Subject token is invalid: ${verdict.reason}`);
  if (given["requested_token_type"] === ONLINE) return onlineAnswer(state);
  if (given["requested_token_type"] === OFFLINE) return offlineAnswer(state, given["expiring"] === "1");
  return failed("invalid_request", "requested_token_type is not supported");
}

function refresh(state: ShopState, given: Parameters): Answer {
  const pair = state.tokens.refresh(given["refresh_token"] ?? "");
  if (pair === undefined) return failed("invalid_grant", "The refresh token is invalid, expired or was used");
  return expiringAnswer(state, pair);
}

/** An app that is not installed has nothing to exchange; what Shopify says then is a guess. */
const notInstalled = failed("invalid_subject_token", "The app is not installed on this shop");

/** Answers a token request, JSON or form-encoded, at `nowMs`. */
export function answerTokenRequest(
  state: ShopState,
  body: string,
  contentType: string,
  nowMs: number,
): Answer {
  const given = parametersOf(body, contentType);
  const { apiKey, apiSecret } = state.audience;
  if (given["client_id"] !== apiKey || given["client_secret"] !== apiSecret)
    return failed("invalid_client", "Client authentication failed");
  const grantType = given["grant_type"];
  if (grantType === TOKEN_EXCHANGE && !state.isInstalled) return notInstalled;
  if (grantType === TOKEN_EXCHANGE) return exchange(state, given, nowMs);
  if (grantType === "refresh_token") return refresh(state, given);
  return failed("unsupported_grant_type", `grant_type ${String(grantType)} is not supported`);
}
