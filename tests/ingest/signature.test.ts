import "@shopify/shopify-api/adapters/node";
import { createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVerifyWebhook } from "../../app/ingest/signature.server.ts";
import { Secret } from "../../app/platform/secret.ts";

const HEADERS = {
  "x-shopify-topic": "orders/paid",
  "x-shopify-shop-domain": "a-shop.myshopify.com",
  "x-shopify-webhook-id": "webhook-1",
  "x-shopify-api-version": "2026-10",
};

const signed = (body: Buffer, secret: string) => createHmac("sha256", secret).update(body).digest("base64");

function library(secret: string) {
  return shopifyApi({
    apiKey: "key",
    apiSecretKey: secret,
    apiVersion: ApiVersion.October26,
    hostName: "app.example.com",
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => Promise.resolve() },
  });
}

/** A body, a secret, and a signature that is right, of another secret, of another body, cut short, or no signature at all. */
const cases = fc.record({
  body: fc.string({ unit: "binary", minLength: 1 }),
  // As Shopify makes them; its library trims others.
  secret: fc.stringMatching(/^shpss_[0-9a-f]{32}$/),
  spoil: fc.constantFrom<"no" | "secret" | "body" | "cut" | "empty" | "words">(
    ...(["no", "secret", "body", "cut", "empty", "words"] as const),
  ),
});

function signatureOf(body: Buffer, secret: string, spoil: string): string {
  const right = signed(body, secret);
  switch (spoil) {
    case "secret":
      return signed(body, `${secret}x`);
    case "body":
      return signed(Buffer.concat([body, Buffer.from(" ")]), secret);
    case "cut":
      return right.slice(0, -4);
    case "empty":
      return "";
    case "words":
      return "not a signature";
    default:
      return right;
  }
}

describe("the signature of a webhook", () => {
  test("is judged as Shopify's own library judges it", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ body: text, secret, spoil }) => {
        const body = Buffer.from(text, "utf8");
        const headers = { ...HEADERS, "x-shopify-hmac-sha256": signatureOf(body, secret, spoil) };
        // Node's own kind of request, as far as the library looks at it.
        const rawRequest = { method: "POST", url: "/", headers } as unknown as IncomingMessage;
        const theirs = await library(secret).webhooks.validate({
          rawBody: body.toString("utf8"),
          rawRequest,
        });
        const ours = createVerifyWebhook(new Secret(secret))(body, headers);
        expect(ours.ok).toBe(theirs.valid);
        expect(ours.ok).toBe(spoil === "no");
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    "a-shop.myshopify.com",
    "a_shop.myshopify.com",
    "A-Shop.myshopify.com",
    "1.myshopify.com",
    "-a.myshopify.com",
    "a.b.myshopify.com",
    "myshopify.com",
    ".myshopify.com",
    "a-shop.myshopify.com.evil.com",
    "evil.com/a.myshopify.com",
    "a-shop.myshopify.com\n",
    "a-shop.example.com",
  ])("comes with the shop %j, taken as the library takes it", (shop) => {
    const body = Buffer.from("{}");
    const headers = { ...HEADERS, "x-shopify-shop-domain": shop, "x-shopify-hmac-sha256": signed(body, "s") };
    const ours = createVerifyWebhook(new Secret("s"))(body, headers);
    expect(ours.ok).toBe(library("s").utils.sanitizeShop(shop) === shop);
  });

  test("is missed where there is none, or two", () => {
    const verify = createVerifyWebhook(new Secret("s"));
    const body = Buffer.from("{}");
    expect(verify(body, HEADERS)).toEqual({ ok: false, refusal: "bad_signature" });
    const twice = { ...HEADERS, "x-shopify-hmac-sha256": [signed(body, "s"), signed(body, "s")] };
    expect(verify(body, twice as never)).toEqual({ ok: false, refusal: "bad_signature" });
  });

  test("is checked as bytes: a body that is no text may be signed too", () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0xd8]);
    const headers = { ...HEADERS, "x-shopify-hmac-sha256": signed(body, "s") };
    expect(createVerifyWebhook(new Secret("s"))(body, headers).ok).toBe(true);
  });
});
