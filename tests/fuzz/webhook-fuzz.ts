/** A fuzz of the webhooks: recorded ones of every topic, changed, signed and not. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { WEBHOOK_PATHS, type Topic } from "../../app/ingest/topics.ts";
import { API_SECRET, SHOP } from "../../sandbox/world.ts";
import { order, shopifysExample } from "../orders/examples.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
import type { FuzzWorld } from "./fuzz-world.ts";
import {
  changed,
  jsonChanges,
  ODD_TEXTS,
  textChanges,
  textOf,
  type JsonChange,
  type TextChange,
} from "./mutated-json.ts";
import { assertSound } from "./promises.ts";

const TOPICS = Object.keys(WEBHOOK_PATHS) as Topic[];

/** Shopify's published examples, and an order with everything this app reads. */
const RECORDED: [Topic, unknown][] = [
  ...TOPICS.map((topic): [Topic, unknown] => [topic, shopifysExample(topic)]),
  ["orders/paid", order()],
  ["orders/create", order({ id: 5002, test: true })],
  [
    "customers/redact",
    {
      shop_id: 1,
      customer: { id: 7001, email: "mia@example.com", phone: "+14155550173" },
      orders_to_redact: [5001],
    },
  ],
];

type Signature = "good" | "missing" | "empty" | "of_another_body" | "under_another_secret" | "cut";

interface Sent {
  recorded: number;
  changes: JsonChange[];
  text: TextChange;
  signature: Signature;
  /** The path's topic where it is not the body's. */
  path: Topic | undefined;
  headers: Record<string, string>;
}

const headerChanges = fc.dictionary(
  fc.constantFrom(
    ...["x-shopify-topic", "x-shopify-shop-domain", "x-shopify-webhook-id", "x-shopify-event-id"],
    ...["x-shopify-triggered-at", "x-shopify-api-version", "content-type", "x-forwarded-for"],
  ),
  fc.oneof(
    fc.constantFrom(
      "",
      "orders/paid",
      "app/uninstalled",
      "fuzz-b.myshopify.com",
      "evil.example",
      "2026-13-45T00:00:00Z",
    ),
    // What no header can hold, no client can send.
    fc.constantFrom(...ODD_TEXTS.filter((text) => /^[\x20-\x7e]{0,600}$/.test(text))),
  ),
  { maxKeys: 2 },
);

const sent: fc.Arbitrary<Sent> = fc.record({
  recorded: fc.nat({ max: RECORDED.length - 1 }),
  changes: jsonChanges,
  text: textChanges,
  signature: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Signature>("good") },
    {
      weight: 2,
      arbitrary: fc.constantFrom<Signature>(
        "missing",
        "empty",
        "of_another_body",
        "under_another_secret",
        "cut",
      ),
    },
  ),
  path: fc.option(fc.constantFrom(...TOPICS), { freq: 5, nil: undefined }),
  headers: headerChanges,
});

/** What a webhook may be answered. */
const SIGNED = new Set([200, 400]);
const UNSIGNED = new Set([401, 429]);

/** Signed ones are a shop's of their own, so that what is done to it is not done to the one whose pages are asked for. */
export function webhookFuzz(world: FuzzWorld): Fuzz {
  let number = 0;

  async function holds(one: Sent): Promise<void> {
    const [topic, document] = RECORDED[one.recorded] ?? ["orders/paid", {}];
    const body = Buffer.from(textOf(changed(document, one.changes), one.text), "utf8");
    const name = `fuzz-${++number}`;
    const headers = {
      ...{ "content-type": "application/json", "x-shopify-topic": topic },
      ...{ "x-shopify-shop-domain": "fuzz-a.myshopify.com", "x-shopify-api-version": "2026-10" },
      ...{ "x-shopify-webhook-id": name, "x-shopify-event-id": name },
      ...one.headers,
      ...signatureOf(one.signature, body),
    };
    const before = world.commits();
    const url = world.url + WEBHOOK_PATHS[one.path ?? topic];
    const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
    const asked = `a webhook of ${topic} with a signature that is ${one.signature}`;
    assertSound(asked, response.status, await response.text());
    const isSigned = one.signature === "good" && body.length > 0;
    const allowed = isSigned ? SIGNED : body.length === 0 ? new Set([...SIGNED, ...UNSIGNED]) : UNSIGNED;
    assert.ok(allowed.has(response.status), `${asked} was answered ${response.status}`);
    if (response.status !== 200) assert.equal(world.commits(), before, `${asked} has written something`);
  }

  return fuzzOf(sent, holds);
}

function signatureOf(kind: Signature, body: Buffer): Record<string, string> {
  const sign = (bytes: Buffer, secret = API_SECRET) =>
    createHmac("sha256", secret).update(bytes).digest("base64");
  const value = {
    good: () => sign(body),
    missing: () => undefined,
    empty: () => "",
    of_another_body: () => sign(Buffer.concat([body, Buffer.from(" ")])),
    under_another_secret: () => sign(body, SHOP),
    cut: () => sign(body).slice(0, -2),
  }[kind]();
  return value === undefined ? {} : { "x-shopify-hmac-sha256": value };
}
