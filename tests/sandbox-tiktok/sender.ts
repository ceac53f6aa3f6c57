/** A sender for the tests of TikTok's double: good requests, and ways to spoil them. */
import { hash } from "node:crypto";
import { afterEach } from "vitest";
import type { TikTokDouble, TikTokOptions } from "../../sandbox/tiktok/tiktok.ts";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";

export const PIXEL = "CTESTPIXELCODE000001";
export const TOKEN = "token-of-the-first-pixel";
export const OTHER_PIXEL = "CTESTPIXELCODE000002";
export const OTHER_TOKEN = "token-of-the-second-pixel";
/** The tests' present, in milliseconds. */
export const NOW = Date.UTC(2026, 10, 22, 12);
export const TRACK_PATH = "/open_api/v1.3/event/track/";

export type Json = Record<string, unknown>;

/** A Purchase with every field TikTok knows. */
export function purchase(changes: Json = {}): Json {
  return {
    event: "Purchase",
    event_time: NOW / 1000,
    event_id: "order_1001",
    user: {
      ...{ email: sha("a@b.example"), phone: sha("+15555555555"), external_id: sha("7001") },
      ...{ first_name: sha("ada"), last_name: sha("lovelace"), zip_code: sha("sw1a1aa") },
      ...{ city: "münchen", state: "by", country: "de", locale: "de-DE", ip: "24.48.0.1" },
      ...{ ttclid: "E.C.P.aBc-_123", ttp: "2abcDEF", user_agent: "Mozilla/5.0 (X11; Linux x86_64)" },
    },
    properties: properties(),
    page: { url: "https://northpine.example/products/shirt", referrer: "https://www.tiktok.com/" },
    limited_data_use: false,
    ...changes,
  };
}

export function properties(changes: Json = {}): Json {
  const content = {
    content_id: "41",
    content_type: "product",
    content_name: "Shirt",
    price: 27,
    quantity: 2,
  };
  const counts = { num_items: 2, description: "Order 1001", contents: [{ ...content, brand: "Northpine" }] };
  return { value: 54, currency: "USD", content_type: "product", order_id: "1001", ...counts, ...changes };
}

export function sha(text: string): string {
  return hash("sha256", text);
}

export function batch(data: unknown[] = [purchase()], changes: Json = {}): Json {
  return { event_source: "web", event_source_id: PIXEL, data, ...changes };
}

/** Starts a double with two pixels at the tests' present; it is stopped after the test. */
export async function start(options: Partial<TikTokOptions> = {}): Promise<TikTokDouble> {
  const pixels = [
    { code: PIXEL, accessToken: TOKEN },
    { code: OTHER_PIXEL, accessToken: OTHER_TOKEN },
  ];
  const tiktok = await startTikTok({ port: 0, pixels, now: () => NOW, ...options });
  started.push(tiktok);
  return tiktok;
}

const started: TikTokDouble[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((tiktok) => tiktok.close()));
});

/** Posts to the track endpoint; a string body goes out as it is. */
export function post(
  tiktok: TikTokDouble,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(tiktok.url + TRACK_PATH, {
    method: "POST",
    headers: { "Access-Token": TOKEN, "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export interface AnswerBody {
  code: number;
  message: string;
  request_id: string;
  data: unknown;
}

/** Posts and reads the answer of the API, which is always HTTP 200. */
export async function send(
  tiktok: TikTokDouble,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<AnswerBody> {
  const response = await post(tiktok, body, headers);
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as AnswerBody;
}
