import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { change } from "../platform/temporary-database.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
  await world.order(7001);
  await eventually(async () => (await world.app.recordsOf(SHOP).order("7001"))?.deliveries[0]?.settledAt);
  await change(
    world.app.database,
    "INSERT INTO data_request (shop, request_id, requested_at, order_ids) VALUES (@shop, '9', @at, '[\"7001\"]')",
    { shop: SHOP, at: Date.now() },
  );
});
afterAll(() => world.close());

interface Page {
  lines: { what: string; who: string }[];
  requests: { id: number; status: { tone: string } }[];
  range: { from: string; to: string };
}
const page = async () => (await (await world.ask(ROUTES.activity)).json()) as Page;
const file = (fields: Record<string, string>) => world.post(ROUTES.activityFile, fields);

describe("the Activity page", () => {
  it("says who connected TikTok, and lists what a customer asked for until the file was made", async () => {
    const before = await page();
    expect(before.lines).toContainEqual(
      expect.objectContaining({ what: `TikTok pixel ${PIXEL} connected`, who: "You" }),
    );
    const [request] = before.requests;
    expect(request?.status.tone).toBe("attention");
    const made = await file({ file: "request", id: String(request?.id) });
    expect(await made.json()).toMatchObject({ request: "9", orders: [{ order_id: "7001", state: "kept" }] });
    const after = await page();
    expect(after.requests[0]?.status.tone).toBe("success");
    expect(after.lines[0]).toMatchObject({ what: "The file for request 9 was made", who: "You" });
  });

  it("gives out what was shared, and notes it", async () => {
    const { range } = await page();
    const made = await file({ file: "shared", format: "csv", ...range });
    expect(made.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(await made.text()).toMatch(/,7001,#7001,.*,order_7001,delivered,,1,.*,consent_recorded,/);
    expect((await page()).lines[0]).toMatchObject({ what: "What was shared with TikTok was exported" });
    expect(await (await file({ file: "activity" })).text()).toContain(`TikTok pixel ${PIXEL} connected`);
  });

  it("gives out the settings, and notes it, in the reader's language", async () => {
    const made = await file({ file: "settings" });
    expect(await made.json()).toMatchObject({ consent: {} });
    expect((await page()).lines[0]).toMatchObject({ what: "The settings were exported", who: "You" });
    const german = await world.ask(`${ROUTES.activity}&locale=de`);
    expect(((await german.json()) as Page).lines[0]).toMatchObject({
      ...{ what: "Die Einstellungen wurden exportiert", who: "Du" },
    });
  });

  it.each([
    [{ file: "request", id: "999" }, 404],
    [{ file: "request", id: "x" }, 400],
    [{ file: "shared", format: "csv", from: "2026-02-30", to: "2026-03-01" }, 400],
    [{ file: "everything" }, 400],
  ])("refuses what there is not: %j", async (fields, status) => {
    expect((await file(fields)).status).toBe(status);
  });

  it("gives nothing without a session", async () => {
    expect((await world.post(ROUTES.activityFile, { file: "activity" }, null)).status).not.toBe(200);
  });
});
