import { afterEach, describe, expect, test } from "vitest";
import { BEANIE, openShop, Visitor } from "./shop.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("an order", () => {
  async function buy(payment: string) {
    const opened = await openShop();
    closers.push(opened.close);
    const visitor = new Visitor(opened.shop.url);
    const start = await visitor.get(`/cart/${BEANIE}:1`);
    const buyer = {
      email: "a@example.com",
      last_name: "B",
      address1: "C",
      city: "D",
      zip: "1",
      country: "US",
    };
    await visitor.post(
      start.headers.get("location") ?? "",
      new URLSearchParams({ ...buyer, payment, action: "pay" }),
    );
    await opened.shop.webhooks.idle();
    const topics = () => opened.app.received.map(({ headers }) => headers["x-shopify-topic"]).sort();
    return { ...opened, topics };
  }

  test("that is paid sends orders/create and orders/paid, which share their event", async () => {
    const { app, topics } = await buy("card");
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
    expect(new Set(app.received.map(({ headers }) => headers["x-shopify-event-id"])).size).toBe(1);
    expect(new Set(app.received.map(({ headers }) => headers["x-shopify-webhook-id"])).size).toBe(2);
  });

  test("for cash on delivery sends orders/create now and orders/paid once it is paid", async () => {
    const { shop, app, topics } = await buy("cash_on_delivery");
    expect(topics()).toEqual(["orders/create"]);
    const id = shop.orders.all()[0]?.id ?? 0;
    shop.orders.markPaid(id);
    shop.orders.markPaid(id);
    await shop.webhooks.idle();
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
    const paid = JSON.parse(app.received[1]?.body.toString() ?? "{}") as Record<string, unknown>;
    expect(paid).toMatchObject({ id, financial_status: "paid", total_outstanding: "0.00" });
  });

  test("that does not exist cannot be paid", async () => {
    const { shop } = await buy("card");
    expect(() => shop.orders.markPaid(1)).toThrow("There is no order 1");
  });

  test("has an id no earlier run of the sandbox used", async () => {
    const early = await openShop({ now: () => Date.UTC(2026, 10, 22, 10) });
    const late = await openShop({ now: () => Date.UTC(2026, 10, 22, 11) });
    closers.push(early.close, late.close);
    const place = async ({ shop }: typeof early) => {
      const visitor = new Visitor(shop.url);
      const buyer = {
        email: "a@example.com",
        last_name: "B",
        address1: "C",
        city: "D",
        zip: "1",
        action: "pay",
      };
      for (let count = 0; count < 2; count += 1) {
        const start = await visitor.get(`/cart/${BEANIE}:1`);
        await visitor.post(start.headers.get("location") ?? "", new URLSearchParams(buyer));
      }
      return shop.orders.all().map((order) => order.id);
    };
    const ids = [...(await place(early)), ...(await place(late))];
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(4);
  });
});
