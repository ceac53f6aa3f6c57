import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { receiptDocument } from "../../app/ui/receipt/receipt-document.ts";
import { claim, delivery, facts, hint, NOON, order, routed } from "./records.ts";

const read = (record: Parameters<typeof receiptDocument>[0]) =>
  JSON.parse(JSON.stringify(receiptDocument(record))) as Record<string, never>;

describe("the receipt for machines", () => {
  it("holds the exact event, TikTok's answers and what is counted", () => {
    expect(read(order())).toMatchObject({
      ...{ kind: "throughline.receipt", version: 1, shop: "northpine.myshopify.com" },
      order: { id: "5001", name: "#1001", placedAt: "2026-11-22T18:00:00.000Z", topic: "orders/paid" },
      deliveries: [
        {
          ...{ pixel: "CPIXEL", state: "delivered", counted: 1 },
          event: JSON.parse(delivery().event) as object,
          attempts: [{ number: 1, code: 0, message: "OK", requestId: "20261122", durationMs: 182 }],
        },
      ],
    });
  });

  it("tells what every carrier and browser said, all times alike", () => {
    const record = routed([claim("web_pixel", "E.C.P.1", 60_000)], facts(), {
      hints: [hint({ clickId: "E.C.P.1" })],
    });
    expect(read(record)).toMatchObject({
      attribution: {
        carrier: "web_pixel",
        claims: [{ verdict: "chosen", clickedAt: "2026-11-22T17:59:00.000Z" }],
      },
      captured: { capturedAt: "2026-11-22T17:00:00.000Z" },
      consent: { allowed: true },
      hints: [{ event: "checkout_started", clickId: "E.C.P.1", receivedAt: "2026-11-22T18:00:00.000Z" }],
    });
  });

  it("leaves out what is not known, and says so where nobody can know what is counted", () => {
    const unsure = delivery({ state: "held", settledAt: null, ambiguousAt: new Date(NOON) });
    const text = JSON.stringify(receiptDocument(order([unsure])));
    expect(text).toContain('"counted":"unknown"');
    expect(text).not.toContain("null");
  });

  it("of an erased order has no event and no details", () => {
    const document = read(order([delivery({ event: "{}" })], facts(), { facts: "{}" }));
    expect(document).toMatchObject({ order: { removed: "erased", lines: [], values: {} } });
    expect(document["deliveries"]?.[0]).not.toHaveProperty("event");
  });

  it("has no member that its description does not name", () => {
    const description = readFileSync("docs/receipt.md", "utf8");
    const record = routed([claim("web_pixel", "E.C.P.1", 60_000)], facts(), {
      hints: [hint({ clickId: "E.C.P.1" })],
    });
    const { deliveries, ...rest } = read(record) as Record<string, object>;
    const [one] = deliveries as unknown as { event: object; attempts: object[] }[];
    for (const part of [rest, rest["order"], rest["attribution"], rest["captured"], one, one?.attempts[0]])
      for (const name of Object.keys(part ?? {})) expect(description).toContain(`\`${name}\``);
  });
});
