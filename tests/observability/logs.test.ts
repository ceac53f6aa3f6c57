/** A day of a shop through real processes at the most talkative level, and every line they wrote. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startShopify, type ShopifyDouble } from "../../sandbox/shopify/shopify.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { API_KEY, API_SECRET, ENCRYPTION_KEY, SHOP_HANDLE } from "../../sandbox/world.ts";
import { SCOPES } from "../../app/shops/scopes.ts";
import { environment, merchant, PIXEL, ROUTES, SHOP, STOREFRONT, TOKEN } from "../admin/app-world.ts";
import { MARKED_ORDER, MARKUP, PERSONAL } from "../admin/marked-world.ts";
import { webhookHeaders } from "../ingest/app-under-test.ts";
import { eventually } from "../platform/eventually.ts";
import { rawQuery } from "../platform/raw-database.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";
import { startProcess, type AppProcess, type Line } from "./app-process.ts";

/** What tells of the order in the log: the webhook's id. */
const WEBHOOK_ID = randomUUID();
/** A proxy's own id of a request, and what none of them would send. */
const [PROXYS_ID, NO_ID] = ["proxy-0123456789", `Miamarker"}\n{"level":60`];

let shopify: ShopifyDouble;
let tiktok: TikTokDouble;
let databaseUrl: string;
const processes: AppProcess[] = [];
let answers: Awaited<ReturnType<typeof liveThroughADay>>;
let output: string;
let lines: Line[];
const OWN_ID = expect.stringMatching(/^[0-9a-f]{12}$/) as unknown;
const linesThat = (msg: string) => lines.filter((line) => line.msg === msg);

beforeAll(async () => {
  shopify = await startShopify({
    ...{ port: 0, apiKey: API_KEY, apiSecret: API_SECRET, appUrl: "http://localhost:9", scopes: [...SCOPES] },
    shop: { domain: SHOP, handle: SHOP_HANDLE, name: "Northpine", url: STOREFRONT },
  });
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
  databaseUrl = await newDatabaseUrl();
  const env = {
    ...environment(0, { databaseUrl, shopify, tiktok }),
    ...{ LOG_LEVEL: "trace", TRUSTED_PROXIES: "1" },
  };
  const web = await startProcess(["server.ts", "--web-only"], env);
  processes.push(web, await startProcess(["worker.ts"], env));
  answers = await liveThroughADay(web.url);
  for (const one of processes) expect(await one.stop()).toBe(0);
  output = processes.map((one) => one.output()).join("");
  lines = processes.flatMap((one) => one.lines());
}, 180_000);
afterAll(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await Promise.all([shopify.close(), tiktok.close()]);
});

function tell(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  const signed = { ...webhookHeaders("orders/paid", Buffer.from(body), API_SECRET) };
  return fetch(`${url}/webhooks/orders/paid`, {
    ...{ method: "POST", body },
    headers: { ...signed, "X-Shopify-Shop-Domain": SHOP, ...headers },
  });
}

const order = (id: number) => {
  const now = new Date().toISOString();
  return JSON.stringify({
    ...{ id, created_at: now, processed_at: now, updated_at: now, total_price: "54.00", currency: "USD" },
    ...{ test: false, source_name: "web", ...MARKED_ORDER },
  });
};

/** Orders that TikTok takes, refuses and leaves without an answer; bodies that are none; pages; and a database that is broken for a while. */
async function liveThroughADay(url: string) {
  const { submit, ask, document } = merchant(url, shopify);
  expect((await submit({ intent: "save", pixelCode: PIXEL, token: TOKEN })).status).toBe(200);
  await ask(ROUTES.frame);
  const webhook = await tell(url, order(5001), { "X-Shopify-Webhook-Id": WEBHOOK_ID });
  expect(webhook.status).toBe(200);
  await eventually(() => {
    expect(tiktok.purchases()).toHaveLength(1);
  });
  tiktok.faults.next(1, { kind: "code", code: 40002, message: `Invalid ${PERSONAL.join(" ")} ${MARKUP}` });
  expect((await tell(url, order(5002), { "X-Shopify-Webhook-Id": PERSONAL.join(" ") })).status).toBe(200);
  await eventually(async () => {
    const refused = "SELECT 1 FROM delivery WHERE order_id = '5002' AND settled_at IS NOT NULL";
    expect(await rawQuery(databaseUrl, refused)).toHaveLength(1);
  });
  expect((await tell(url, order(5003).slice(0, -1))).status).toBe(200);
  expect((await tell(url, order(5004), { "X-Shopify-Hmac-Sha256": "none" })).status).toBe(401);
  const hint = { v: 1, token: PERSONAL[0], id: MARKUP, event: "checkout_completed", checkout: PERSONAL[1] };
  expect((await fetch(`${url}/collect`, { method: "POST", body: JSON.stringify(hint) })).status).toBe(401);
  const pages = [ROUTES.home, ROUTES.order("5001"), ROUTES.connection, "/app/orders?q=Markersdottir"];
  for (const page of pages) await (await ask(page)).text();
  expect((await fetch(`${url}/mia.marker@example.com`)).status).toBe(404);
  return { ...(await breakTheDatabase(url, ask, document)), identified: await identified(url) };
}

async function identified(url: string) {
  const ids = [];
  for (const id of [PROXYS_ID, "short", encodeURIComponent(NO_ID)])
    ids.push((await fetch(url, { headers: { "x-request-id": id } })).headers.get("x-request-id"));
  return ids;
}

type Merchant = ReturnType<typeof merchant>;

async function breakTheDatabase(url: string, ask: Merchant["ask"], document: Merchant["document"]) {
  await rawQuery(databaseUrl, `ALTER TABLE "order" RENAME TO order_away`);
  const data = await ask(ROUTES.order("5001"));
  const documents = ["en", "de"].map((locale) => ask(`${document("/app/orders/5001")}&locale=${locale}`));
  const [english, german] = await Promise.all(documents);
  const refused = await tell(url, order(5005), { "X-Shopify-Webhook-Id": "a-webhook-nobody-stored" });
  const all = { data, english, german, refused };
  await rawQuery(databaseUrl, `ALTER TABLE order_away RENAME TO "order"`);
  const told = Object.entries(all).map(async ([name, response]) => {
    if (response === undefined) throw new Error(`${name} was not asked for`);
    const id = response.headers.get("x-request-id");
    return [name, { status: response.status, id, text: await response.text() }] as const;
  });
  return Object.fromEntries(await Promise.all(told)) as Record<
    keyof typeof all,
    { status: number; id: string | null; text: string }
  >;
}

/** What no line may hold. All click ids of the day begin alike, as Shopify's tokens do. */
const FORBIDDEN = [TOKEN, API_SECRET, ENCRYPTION_KEY, ...PERSONAL, "E.C.P.", "data-owned", "MarkerBrowser"];
const SECRETS = /shp(?:at|rt|ua|ss)_\w{8}|eyJ[\w-]{10,}\.|id_token|Bearer /;

describe("what the processes write at their most talkative", () => {
  it("is lines of JSON, and holds nothing personal, no click id, no token and no query", () => {
    expect(output.split("\n").filter((line) => line !== "" && !line.startsWith("{"))).toEqual([]);
    expect(lines.length).toBeGreaterThan(15);
    expect(FORBIDDEN.filter((word) => output.includes(word))).toEqual([]);
    expect(SECRETS.exec(output)?.[0]).toBeUndefined();
  });

  it("would show a word that was logged: the day is the shop's, and its shop is named", () => {
    expect(output).toContain(SHOP);
    expect(JSON.stringify(tiktok.received)).toContain("E.C.P.");
    expect(SECRETS.test(`Bearer x`)).toBe(true);
  });

  it("names a webhook's id, shop and order, and takes no id that is not one", () => {
    const accepted = linesThat("webhook accepted");
    expect(accepted).toHaveLength(2);
    const of = { shop: SHOP, topic: "orders/paid", result: "accepted" };
    expect(accepted[0]).toMatchObject({ requestId: WEBHOOK_ID, orderId: "5001", ...of });
    expect(accepted[1]).toMatchObject({
      requestId: OWN_ID,
      orderId: "5002",
    });
    expect(linesThat("a webhook could not be stored")).toMatchObject([
      { level: 50, requestId: "a-webhook-nobody-stored", err: { code: "SQLITE_ERROR" } },
    ]);
  });

  it("names each attempt's shop, order, delivery and TikTok's code", () => {
    expect(linesThat("an attempt has ended")).toMatchObject([
      {
        ...{ level: 20, shop: SHOP, orderId: "5001", deliveryId: expect.any(Number) as unknown, attempt: 1 },
        ...{ outcome: "delivered", httpStatus: 200, code: 0, state: "delivered" },
      },
      { level: 30, shop: SHOP, orderId: "5002", outcome: "refused", code: 40002, state: "refused" },
    ]);
  });

  it("is one line for each page, with its id and its shop and without its query", () => {
    const asked = linesThat("page answered");
    expect(asked).toContainEqual(
      expect.objectContaining({
        ...{ level: 20, method: "GET", path: "/app/connection", status: 200, shop: SHOP, whole: true },
        requestId: OWN_ID,
      }),
    );
    expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(asked.length);
    // An address that is none of ours could hold anybody's words.
    expect(asked).toContainEqual(expect.not.objectContaining({ path: expect.anything() as unknown }));
    expect(output).not.toContain("_data");
  });
});

describe("a page that failed", () => {
  it("shows the id under which the log has the error, in every language", () => {
    const { data, english, german } = answers;
    expect([data.status, english.status, german.status]).toEqual([500, 500, 500]);
    for (const { id, text } of [data, english, german]) {
      expect(id).toMatch(/^[0-9a-f]{12}$/);
      expect(text).toContain(id);
      const errors = lines.filter(({ requestId, level }) => requestId === id && level === 50);
      expect(errors).not.toEqual([]);
      for (const line of errors) {
        expect(line).toMatchObject({
          shop: SHOP,
          err: { message: expect.stringMatching(/order/) as unknown },
        });
      }
    }
    expect(english.text).toContain(`tell whoever looks after the app this reference: ${String(english.id)}`);
    expect(german.text).toContain(`nenne dem Betreiber dieser App diese Kennung: ${String(german.id)}`);
  });

  it("says no more than the id", () => {
    expect(answers.data.text).toBe(JSON.stringify({ requestId: answers.data.id }));
    const { data, english, german, refused } = answers;
    for (const { text } of [data, english, german, refused])
      expect(text).not.toMatch(/no such table|SQLITE|SqliteError/);
  });
});

describe("the id of a request", () => {
  it("is the trusted proxy's where it is fit for a log, and one of ours otherwise", () => {
    const [proxys, ...own] = answers.identified;
    expect(proxys).toBe(PROXYS_ID);
    for (const id of own) expect(id).toMatch(/^[0-9a-f]{12}$/);
  });
});
