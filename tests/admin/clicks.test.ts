import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ClickTestView } from "../../app/ui/click-test/click-test-view.ts";
import type { HomeView } from "../../app/ui/home/home-view.ts";
import type { ReceiptView } from "../../app/ui/receipt/receipt-view.ts";
import { change, select } from "../platform/temporary-database.ts";
import {
  eventually,
  PIXEL,
  ROUTES,
  SHOP,
  startAppWorld,
  STOREFRONT,
  TOKEN,
  type AppWorld,
} from "./app-world.ts";

const OTHER_SHOP = "somebody-else.myshopify.com";
let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
});
afterAll(() => world.close());

const clickTest = async (clickId?: string) =>
  (await (await world.ask(ROUTES.clickTest(clickId))).json()) as ClickTestView;
const home = async () => (await (await world.ask(ROUTES.home)).json()) as HomeView;
const receipt = async (id: number) =>
  ((await (await world.ask(ROUTES.order(String(id)))).json()) as { view: ReceiptView }).view;
const done = ({ steps }: ClickTestView) =>
  steps.filter(({ state }) => state === "done").map(({ key }) => key);

describe("a click test", () => {
  it("opens the shop where Shopify says it is, with a click id of its own every time", async () => {
    const [first, second] = [await clickTest(), await clickTest()];
    expect(first).toMatchObject({ started: false, pixelActive: true, steps: [] });
    expect(first.link).toBe(`${STOREFRONT}/?ttclid=${first.clickId}`);
    expect(first.clickId).not.toBe(second.clickId);
  });

  it("shows what browsers report as it comes, and keeps its click id", async () => {
    const { clickId } = await clickTest();
    expect(done(await clickTest(clickId))).toEqual([]);
    const reported = { ttclid: clickId, clicked: Math.floor(Date.now() / 1000) };
    expect(await world.hint({ event: "page_viewed", ...reported })).toBe(202);
    expect(done(await clickTest(clickId))).toEqual(["page"]);
    await world.hint({ event: "checkout_started", checkout: "c1", carried: ["cart"], ...reported });
    expect(done(await clickTest(clickId))).toEqual(["page", "checkout", "cart", "pixel"]);
    await world.hint({ event: "checkout_started", checkout: "c2", carried: ["line"], ...reported });
    expect(await clickTest(clickId)).toMatchObject({ clickId, complete: true });
  });

  it("of another shop shows nothing here", async () => {
    const { clickId } = await clickTest();
    await world.hint({ event: "page_viewed", ttclid: clickId });
    expect(await world.app.recordsOf(OTHER_SHOP).hintsOfClick(clickId)).toEqual([]);
    expect(await world.app.recordsOf(SHOP).hintsOfClick(clickId)).toHaveLength(1);
  });

  it.each(["E.C.P.1", "throughline-test-", "throughline-test-%22%3E%3Cscript%3E0000"])(
    "does not watch %s, which is no test of ours",
    async (clickId) => {
      expect(await clickTest(clickId)).toMatchObject({ started: false });
    },
  );

  it("is carried to the order and never to TikTok", async () => {
    const { clickId } = await clickTest();
    await world.order(4001, { note_attributes: [{ name: "ttclid", value: clickId }] });
    const view = await eventually(async () => {
      const one = await receipt(4001);
      return one.status.moving ? undefined : one;
    });
    expect(view.orderHops.find(({ key }) => key === "click")).toMatchObject({
      title: "No click id",
      claims: [{ verdict: { label: "Click test" } }],
    });
    expect(JSON.stringify(world.tiktok.received)).not.toContain("throughline-test-");
    expect(world.tiktok.received.length).toBeGreaterThan(0);
  });
});

describe("the browser's reports of an order", () => {
  it("choose its click, and those that come too late change nothing", async () => {
    const checkout = "checkout-of-4002";
    const reported = {
      checkout,
      order: "4002",
      ttclid: "E.C.P.PIXEL",
      clicked: Math.floor(Date.now() / 1000),
    };
    await world.hint({ event: "checkout_completed", ...reported });
    await world.order(4002, { checkout_token: checkout, note_attributes: [] });
    const before = await eventually(async () => {
      const one = await receipt(4002);
      return one.status.moving ? undefined : one;
    });
    expect(before.orderHops.find(({ key }) => key === "click")?.facts).toContainEqual({
      label: "Carrier",
      value: "Web pixel",
    });

    const sent = world.tiktok.received.length;
    await world.hint({ event: "checkout_started", ...reported, ttclid: "E.C.P.LATE" });
    const after = await receipt(4002);
    const hints = after.orderHops.find(({ key }) => key === "hints")?.hints;
    expect(hints?.map(({ sentence }) => sentence.includes("nothing is sent again"))).toEqual([false, true]);
    expect(world.tiktok.received).toHaveLength(sent);
  });
});

describe("the coverage on Home", () => {
  it("counts each routed order of this shop once, by carrier or by reason", async () => {
    const before = (await home()).coverage;
    const line = {
      id: 1,
      quantity: 1,
      price: "5.00",
      properties: [{ name: "_ttclid", value: "E.C.P.LINE" }],
    };
    await world.order(4101, { note_attributes: [], line_items: [line] });
    await world.order(4102, { note_attributes: [{ name: "ttclid", value: "__CLICKID__" }] });
    await world.order(4103, { note_attributes: [], source_name: "pos" });
    await world.order(4104, {}, OTHER_SHOP);
    await eventually(async () => {
      const left = await world.app.database.prisma.order.count({ where: { shop: SHOP, routedAt: null } });
      return left === 0 ? true : undefined;
    });
    const after = (await home()).coverage;
    const labels = (view: typeof after) =>
      [...view.carriers, ...view.paths, ...view.gaps].map(({ key }) => key);
    expect(labels(after)).toEqual(
      expect.arrayContaining(["line_item", "buy_it_now", "macro", "other_channel"]),
    );
    expect(labels(before)).not.toContain("line_item");
    const groups = await world.app.recordsOf(SHOP).coverage(0);
    const orders = await world.app.database.prisma.order.count({ where: { shop: SHOP } });
    expect(groups.reduce((sum, group) => sum + group.orders, 0)).toBe(orders);
  });

  it("leaves out what is older than asked for", async () => {
    expect(await world.app.recordsOf(SHOP).coverage(Date.now() + 1000)).toEqual([]);
  });
});

describe("the app embed on Home", () => {
  it("is heard of when a click comes with an order, and when clicks come without", async () => {
    await world.order(4201);
    const { embedSeen } = await home();
    expect(embedSeen).toMatchObject({ missed: 0, last: { text: expect.stringMatching(/\d/) as string } });
    for (const number of [1, 2, 3]) {
      const checkout = `express-${number}`;
      await world.hint({ event: "checkout_completed", checkout, ttclid: `E.C.P.${number}` });
      await world.order(4210 + number, { checkout_token: checkout, note_attributes: [] });
    }
    expect((await home()).embedSeen).toMatchObject({ missed: 3, last: embedSeen.last });
  });
});

describe("a placeholder where the click id belongs", () => {
  it("is a reason of its own on Home and on the receipt, and is not stored", async () => {
    const macros = ({ coverage }: HomeView) =>
      Number.parseInt(coverage.gaps.find(({ key }) => key === "macro")?.orders ?? "0");
    const before = macros(await home());
    const landing_site = "/products/x?utm_id=__CAMPAIGN_ID__&ttclid=__CLICKID__";
    await world.order(4301, { note_attributes: [], landing_site });
    await world.order(4302, { note_attributes: [], landing_site: "/products/x?utm_id=__CAMPAIGN_ID__" });
    const open = `SELECT 1 FROM "order" WHERE routed_at IS NULL AND order_id IN ('4301', '4302')`;
    await eventually(async () => (await select(world.app.database, open)).length === 0 || undefined);
    expect(macros(await home())).toBe(before + 1);
    expect(JSON.stringify(await receipt(4301))).toContain("landed with a placeholder such as __CLICKID__");
    const facts = await select<{ facts: string }>(world.app.database, `SELECT facts FROM "order"`);
    expect(facts.length).toBeGreaterThan(0);
    expect(facts.map((row) => row.facts).join()).not.toContain("__C");
  });
});

describe("a web pixel that is not active", () => {
  it("is a problem on Home, with a button that activates it", async () => {
    const forget = "UPDATE shop SET web_pixel_id = NULL WHERE domain = @shop";
    expect(await change(world.app.database, forget, { shop: SHOP })).toBe(1);
    expect((await home()).problems.map(({ key }) => key)).toContain("web_pixel_off");
    expect((await clickTest()).pixelActive).toBe(false);
    const answer = await world.post(ROUTES.home, { intent: "activate_web_pixel" });
    expect(await answer.json()).toMatchObject({ kind: "saved" });
    expect((await home()).problems.map(({ key }) => key)).not.toContain("web_pixel_off");
  });
});
