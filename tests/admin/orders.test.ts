import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { change } from "../platform/temporary-database.ts";
import { eventually, PIXEL, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
  for (const id of [7001, 7002, 7003]) await world.order(id);
  await world.order(7004, { note_attributes: [], name: "=HYPERLINK(1)" });
  await world.order(9001, {}, "other.myshopify.com");
  for (const id of ["7001", "7002", "7003", "7004"])
    await eventually(async () => (await world.app.recordsOf(SHOP).order(id))?.deliveries[0]?.settledAt);
});
afterAll(() => world.close());

interface Page {
  lines: { ref: number; name: string; carrier: string; answer?: string; status: { label: string } }[];
  tabs: { id: string; name: string; query: string; own?: number }[];
  count: string;
  selected: number;
  changed: boolean;
  empty?: { kind: string };
}
const page = async (query = "") =>
  (await (await world.ask(`/app/orders?_data=routes%2Fapp.orders._index&${query}`)).json()) as Page;
const names = async (query = "") => (await page(query)).lines.map(({ name }) => name);
const data = (route: string) => `/app/orders/${route}?_data=routes%2Fapp.orders_.${route}`;
const view = async (fields: Record<string, string>) =>
  (await (await world.post(data("views"), fields)).json()) as { kind: string; message: string; id?: number };
const again = async (fields: Record<string, string>) =>
  (await (await world.post(data("again"), fields)).json()) as { again: number; left: object };
describe("the Orders page", () => {
  it("lists the shop's orders with what carried the click and what TikTok answered", async () => {
    const { lines, count } = await page();
    expect(lines.map(({ name }) => name).sort()).toEqual(["#7001", "#7002", "#7003", "=HYPERLINK(1)"]);
    expect(count).toBe("4 orders");
    expect(lines.find(({ name }) => name === "#7001")).toMatchObject({
      carrier: "Cart",
      status: { label: "Accepted" },
    });
    expect(lines.find(({ name }) => name === "#7001")?.answer).toMatch(/^0: /);
  });

  it("finds them by name, number, click id, carrier and state, and says where nothing is found", async () => {
    expect(await names("q=7002")).toEqual(["#7002"]);
    expect(await names("q=%23700&sort=received-oldest")).toEqual(["#7001", "#7002", "#7003"]);
    expect((await names("q=E.C.P.CtIBHG")).length).toBe(3);
    expect(await names("carrier=none")).toEqual(["=HYPERLINK(1)"]);
    expect((await page("state=held")).empty).toEqual({ kind: "no_match" });
    expect((await page("from=2020-01-01&to=2020-01-02")).empty).toEqual({ kind: "no_match" });
    expect(await names("q=9001")).toEqual([]);
  });

  it("keeps a view, renames, changes and deletes it", async () => {
    const made = await view({ intent: "create", name: "Without a click", query: "carrier=none&junk=1" });
    expect(made.kind).toBe("done");
    const own = `own-${made.id}`;
    const shown = await page(`view=${own}&carrier=none`);
    expect(shown.tabs.at(-1)).toEqual({
      ...{ id: own, name: "Without a click", own: made.id, query: `carrier=none&view=${own}` },
    });
    expect(shown).toMatchObject({ selected: 5, changed: false });
    expect((await page(`view=${own}&carrier=none&q=70`)).changed).toBe(true);
    expect(await view({ intent: "create", name: "Without a click", query: "" })).toMatchObject({
      kind: "refused",
    });
    const id = String(made.id);
    expect(await view({ intent: "rename", id, name: "No click" })).toMatchObject({ kind: "done" });
    expect(await view({ intent: "change", id, query: "carrier=none,landing_site" })).toMatchObject({
      kind: "done",
    });
    expect((await page()).tabs.at(-1)).toMatchObject({ name: "No click" });
    await view({ intent: "remove", id });
    expect((await page()).tabs).toHaveLength(5);
    expect(await view({ intent: "rename", id, name: "Gone" })).toMatchObject({ kind: "refused" });
  });

  it("speaks German", async () => {
    const shown = await page("locale=de");
    expect(shown.count).toBe("4 Bestellungen");
    expect(shown.tabs[0]?.name).toBe("Alle");
  });
});

describe("sending again", () => {
  it("says first what it would do, does only that, and notes who did it", async () => {
    await change(
      world.app.database,
      "INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at) SELECT order_ref, shop, order_id, 'Purchase', event_id, 'CSECONDPIXEL00000002', event, placed_at, 'pending', created_at FROM delivery WHERE order_id = '7003' AND shop = @shop",
      { shop: SHOP },
    );
    await change(
      world.app.database,
      "UPDATE delivery SET state = 'leased' WHERE pixel_code = 'CSECONDPIXEL00000002'",
    );
    await change(
      world.app.database,
      "UPDATE delivery SET state = 'refused', reason = 'refused_by_tiktok' WHERE pixel_code = 'CSECONDPIXEL00000002'",
    );
    const ref = String((await page("q=7003")).lines[0]?.ref);
    const plan = await again({ query: "", dryRun: "yes" });
    expect(plan).toMatchObject({ again: 1, left: {} });
    expect(await again({ query: "", dryRun: "yes", refs: ref })).toMatchObject({
      again: 1,
      left: { not_stopped: 1 },
    });
    expect(await again({ query: "pixel=" + PIXEL, dryRun: "yes", refs: ref })).toMatchObject({ again: 0 });
    expect(await names("state=refused")).toEqual(["#7003"]);
    expect(await again({ query: "state=refused", dryRun: "no" })).toMatchObject({ again: 1 });
    expect(await names("state=refused")).toEqual([]);
    const [entry] = await world.app.privacy.audit.latest(SHOP, 1);
    expect(entry).toMatchObject({ fact: { action: "replayed", deliveries: 1 } });
  });

  it.each([
    { query: "", dryRun: "perhaps" },
    { query: "", dryRun: "no", refs: "1;DROP" },
  ])("refuses what is no question: %j", async (fields) => {
    expect((await world.post(data("again"), fields)).status).toBe(400);
  });
});

describe("the CSV file", () => {
  it("has what the address shows, with the shop's own times, and no formula", async () => {
    const made = await world.post("/app/orders/file", { query: "sort=placed-oldest&carrier=none" });
    expect(made.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const lines = (await made.text()).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/^order,order_id,placed_at,/);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(
      /^'=HYPERLINK\(1\),7004,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d|Z,.*,54,USD,delivered,,none,/,
    );
    const [entry] = await world.app.privacy.audit.latest(SHOP, 1);
    expect(entry).toMatchObject({ fact: { action: "exported", subject: "orders" } });
  });

  it("is not for anybody without a session", async () => {
    expect((await world.post("/app/orders/file", { query: "" }, null)).status).not.toBe(200);
  });
});
