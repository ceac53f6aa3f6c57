import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReceiptView } from "../../app/ui/receipt/receipt-view.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

const OTHER_SHOP = "somebody-else.myshopify.com";
let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
});
afterAll(() => world.close());

const receipt = async (id: string) =>
  ((await (await world.ask(ROUTES.order(id))).json()) as { view: ReceiptView }).view;
const settled = (id: string) =>
  eventually(async () => {
    const view = await receipt(id);
    return view.status.moving ? undefined : view;
  });
describe("a receipt's address", () => {
  it("is the order's id, and its name leads there", async () => {
    await world.order(5101, { name: "#N5101" });
    await settled("5101");
    for (const name of ["N5101", "%23N5101"]) {
      const answer = await world.ask(ROUTES.order(name));
      expect(answer.headers.get("x-remix-redirect")).toContain("/app/orders/5101");
    }
    expect((await world.ask(ROUTES.order("N5102"))).status).toBe(404);
  });

  it("by the name of another shop's order leads nowhere", async () => {
    await world.order(5103, { name: "#FOREIGN" }, OTHER_SHOP);
    expect((await world.ask(ROUTES.order("FOREIGN"))).status).toBe(404);
  });
});

describe("a receipt in German", () => {
  it("has German words around what is shown verbatim", async () => {
    await world.order(5104);
    await settled("5104");
    const answer = await world.ask(`${ROUTES.order("5104")}&locale=de`);
    const { view } = (await answer.json()) as { view: ReceiptView };
    const titles = [...view.orderHops, ...(view.sections[0]?.hops ?? [])].map(({ title }) => title);
    expect(titles).toEqual([
      ...["Bestellung eingegangen", "Klick-ID gefunden", "Entschieden: senden"],
      ...["Das Ereignis", "TikToks Antwort", "TikTok zählt 1 Kauf"],
    ]);
  });
});

describe("sending again from a receipt", () => {
  const again = async (id: string) =>
    (await (await world.post(ROUTES.order(id), { intent: "send_again" })).json()) as { kind: string };

  it("says first what would happen, does it under the same event id, and is noted", async () => {
    world.tiktok.faults.next(1, { kind: "bad-event", index: 0, field: "event_id" });
    await world.order(5201);
    const refused = await settled("5201");
    expect([refused.status.label, refused.retry?.possible]).toEqual(["Refused", true]);
    const before = world.tiktok.received.length;
    expect((await again("5201")).kind).toBe("saved");
    await eventually(() => (world.tiktok.received.length > before ? true : undefined));
    const view = await settled("5201");
    expect([view.status.label, view.retry]).toEqual(["Accepted", undefined]);
    expect(JSON.stringify(world.tiktok.received.at(-1))).toContain("order_5201");
    const log = await world.app.database.prisma.auditEntry.findMany({ where: { shop: SHOP } });
    expect(log.map(({ action }) => action)).toContain("replayed");
  });

  it("of what has not stopped, or belongs to another shop, sends nothing", async () => {
    await world.order(5202);
    await settled("5202");
    expect((await again("5202")).kind).toBe("failed");
    await world.order(5203, {}, OTHER_SHOP);
    expect((await again("5203")).kind).toBe("failed");
  });
});

describe("the block on Shopify's order page", () => {
  const path = ROUTES.orderLine;
  const origin = "https://extensions.shopifycdn.com";
  const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

  it("is answered with one word, for its own shop only, and from its own origin", async () => {
    await world.order(5301);
    await settled("5301");
    const answer = await world.ask(path("5301"));
    expect(await answer.json()).toEqual({ line: "counted" });
    await world.order(5302, {}, OTHER_SHOP);
    expect(await (await world.ask(path("5302"))).json()).toEqual({ line: "unknown" });
    const headers = {
      origin,
      authorization: `Bearer ${world.shopify.sessionToken()}`,
      "user-agent": BROWSER,
    };
    const across = await fetch(world.url + path("5301"), { headers });
    expect(across.headers.get("access-control-allow-origin")).toBe("*");
    expect(await across.json()).toEqual({ line: "counted" });
  });

  it("may ask first whether it may ask, and is told nothing without a session token", async () => {
    const preflight = await fetch(world.url + path("5301"), {
      method: "OPTIONS",
      headers: { origin, "access-control-request-headers": "authorization", "user-agent": BROWSER },
    });
    expect(preflight.status).toBeLessThan(300);
    expect(preflight.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("authorization");
    const nobody = await world.ask(path("5301"), null);
    expect(await nobody.text()).not.toContain("line");
    expect(nobody.status).not.toBe(200);
  });
});
