import { z } from "zod";
import type { Answer } from "../delivery/outcome.ts";
import { Secret } from "../platform/secret.ts";
import {
  advertiserData,
  pixelData,
  problemOf,
  tokenData,
  type AccountPixel,
  type Advertiser,
  type Asked,
} from "./account.ts";

/** The operator's app at TikTok for Business. */
export interface TikTokApp {
  id: string;
  secret: Secret;
}

export interface AccountApiOptions {
  fetch: typeof fetch;
  /** e.g. `https://business-api.tiktok.com`, without a trailing slash. */
  baseUrl: string;
  app: TikTokApp;
  /** Ours, exactly as it is registered at TikTok. */
  redirectUri: string;
  /** Milliseconds for each question. */
  deadlineMs: number;
}

/** TikTok's consent page, and what a token that came from it can be asked. */
export interface AccountApi {
  /** Where the merchant's browser goes. */
  consentUrl(state: string): string;
  /** The access token for a code, which works once. */
  exchange(code: Secret): Promise<Asked<Secret>>;
  /** The ad accounts a token is for. */
  advertisers(token: Secret): Promise<Asked<Advertiser[]>>;
  /** All pixels of one of them. */
  pixels(token: Secret, advertiserId: string): Promise<Asked<AccountPixel[]>>;
}

/** As many as TikTok gives at once, and as many pages as are read: a thousand pixels. */
const PAGE_SIZE = 20;
const MOST_PAGES = 50;
/** A pixel is listed with its script and its events, some kilobytes each. */
const ANSWER_MAX_BYTES = 2 * 1024 * 1024;

const API = "/open_api/v1.3";

/** A question to TikTok, and the secrets in it that its answer may repeat. */
interface Question {
  path: string;
  query?: Record<string, string>;
  body?: object;
  token?: Secret;
  secrets: Secret[];
}

/** The client of TikTok's account endpoints. Never throws: every failure is an answer. */
export function createAccountApi({ app, redirectUri, ...options }: AccountApiOptions): AccountApi {
  const ask = <T>(question: Question, data: z.ZodType<T>, step: "exchange" | "reading" = "reading") =>
    askTikTok({ ...options, question, data, step });

  function pageOf(token: Secret, advertiserId: string, page: number) {
    const query = { advertiser_id: advertiserId, page: String(page), page_size: String(PAGE_SIZE) };
    return ask({ path: `${API}/pixel/list/`, query, token, secrets: [token] }, pixelData);
  }

  return {
    consentUrl: (state) =>
      `${options.baseUrl}/portal/auth?${new URLSearchParams({ app_id: app.id, state, redirect_uri: redirectUri })}`,
    async exchange(code) {
      const body = { app_id: app.id, secret: app.secret.reveal(), auth_code: code.reveal() };
      const path = `${API}/oauth2/access_token/`;
      const asked = await ask({ path, body, secrets: [app.secret, code] }, tokenData, "exchange");
      return mapped(asked, ({ access_token }) => new Secret(access_token));
    },
    async advertisers(token) {
      // TikTok's way: the secret is in the address, which is therefore never logged.
      const query = { app_id: app.id, secret: app.secret.reveal() };
      const path = `${API}/oauth2/advertiser/get/`;
      const asked = await ask({ path, query, token, secrets: [app.secret, token] }, advertiserData);
      return mapped(asked, ({ list }) => list);
    },
    async pixels(token, advertiserId) {
      const pixels: AccountPixel[] = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const asked = await pageOf(token, advertiserId, page);
        if (asked.kind === "failed") return asked;
        pixels.push(...asked.value.pixels);
        const last = asked.value.page_info?.total_page ?? page;
        if (page >= last || asked.value.pixels.length === 0) break;
      }
      return { kind: "answered", value: pixels };
    },
  };
}

function mapped<A, B>(asked: Asked<A>, to: (value: A) => B): Asked<B> {
  return asked.kind === "failed" ? asked : { kind: "answered", value: to(asked.value) };
}

interface Asking<T> extends Pick<AccountApiOptions, "fetch" | "baseUrl" | "deadlineMs"> {
  question: Question;
  data: z.ZodType<T>;
  step: "exchange" | "reading";
}

const envelope = z.object({
  code: z.int(),
  message: z.string().optional().catch(undefined),
  request_id: z.string().optional().catch(undefined),
  data: z.unknown().optional(),
});

async function askTikTok<T>({ question, data, step, ...reach }: Asking<T>): Promise<Asked<T>> {
  const came = await exchange(question, reach);
  if (came === undefined) return { kind: "failed", problem: "unavailable", answer: {} };
  const body = envelope.safeParse(came.body).data;
  if (body === undefined) {
    const problem = came.status >= 500 || came.status === 429 ? "unavailable" : "unclear";
    return { kind: "failed", problem, answer: { httpStatus: came.status } };
  }
  const answer = answerOf(body, question.secrets);
  if (body.code !== 0) return { kind: "failed", problem: problemOf(body.code, step), answer };
  const read = data.safeParse(body.data);
  return read.success
    ? { kind: "answered", value: read.data }
    : { kind: "failed", problem: "unclear", answer };
}

function answerOf({ code, message, request_id }: z.output<typeof envelope>, secrets: Secret[]): Answer {
  const clean = secrets.reduce((text, secret) => text?.replaceAll(secret.reveal(), "…"), message);
  return {
    code,
    ...(clean === undefined ? {} : { message: clean.slice(0, 1000) }),
    ...(request_id === undefined ? {} : { requestId: request_id.slice(0, 200) }),
  };
}

/** One question over the network; undefined when no whole answer came. */
async function exchange(
  { path, query, body, token }: Question,
  { fetch, baseUrl, deadlineMs }: Pick<AccountApiOptions, "fetch" | "baseUrl" | "deadlineMs">,
): Promise<{ status: number; body: unknown } | undefined> {
  const url = `${baseUrl}${path}${query === undefined ? "" : `?${new URLSearchParams(query)}`}`;
  try {
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        Accept: "application/json",
        "User-Agent": "Throughline",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token === undefined ? {} : { "Access-Token": token.reveal() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect would carry the token to somebody else.
      redirect: "manual",
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { status: response.status, body: parsed(await textOf(response)) };
  } catch {
    // The error may hold the address, and that a secret.
    return undefined;
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = response.body as unknown as AsyncIterable<Uint8Array> | null;
  if (body === null) return "";
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > ANSWER_MAX_BYTES) throw new Error("answer too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
