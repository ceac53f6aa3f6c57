import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
/** The shop's revision when a test begins. */
let revision: number;

beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
  await world.order(7001);
  await eventually(async () => (await world.app.recordsOf(SHOP).order("7001"))?.routedAt ?? undefined);
});
afterAll(() => world.close());
beforeEach(async () => {
  const stored = await world.app.settings.read(SHOP);
  await world.app.settings.save({ ...stored, shop: SHOP, settings: DEFAULT_SETTINGS, source: "command" });
  ({ revision } = await world.app.settings.read(SHOP));
});

interface Page {
  revision: number;
  saved: Record<string, unknown>;
  document: string;
  history: { entries: { revision: number; who: string; lines: object[] }[]; olderThan?: number };
}

const page = async () => (await (await world.ask(ROUTES.settings)).json()) as Page;
const posted = async (path: string, fields: Record<string, string>, staff?: string) =>
  (await (
    await world.post(path, fields, world.shopify.sessionToken(staff === undefined ? {} : { sub: staff }))
  ).json()) as Record<string, unknown>;
const save = (document: object, from = revision, staff?: string) =>
  posted(ROUTES.settings, { revision: String(from), document: JSON.stringify(document) }, staff);
const settings = () => world.app.recordsOf(SHOP).settings();

describe("the settings page", () => {
  it("shows what was saved", async () => {
    const document = { consent: { policy: "strict" }, orders: { skipOrderTags: ["b2b"] } };
    expect(await save(document)).toEqual({ kind: "saved", message: "Settings saved" });
    expect(await settings()).toMatchObject(document);
    expect(await page()).toMatchObject({
      revision: revision + 1,
      saved: { "consent.policy": "strict", "orders.skipOrderTags": ["b2b"] },
    });
  });

  it("names each setting that is wrong, by its path, and saves nothing", async () => {
    const answer = await save({ consent: { policy: "whatever" }, attribution: { hintWaitSeconds: 300 } });
    expect(answer).toMatchObject({ kind: "invalid" });
    expect(Object.keys(answer["errors"] as object).sort()).toEqual([
      "attribution.hintWaitSeconds",
      "consent.policy",
    ]);
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
  });

  it("refuses to save over what somebody else saved meanwhile", async () => {
    await save({ consent: { policy: "strict" } }, revision, "88");
    expect(await save({ event: { value: "subtotal" } })).toMatchObject({ kind: "refused" });
    expect(await settings()).toEqual({
      ...DEFAULT_SETTINGS,
      consent: { ...DEFAULT_SETTINGS.consent, policy: "strict" },
    });
  });

  it.each([{}, { revision: "" }, { revision: "soon" }, { revision: "-1" }])(
    "takes nothing without a revision: %j",
    async (fields) => {
      const response = await world.post(ROUTES.settings, { document: "{}", ...fields });
      expect(response.status).toBe(400);
    },
  );
});

describe("the history", () => {
  it("tells what changed, and by whom as seen by who asks", async () => {
    await save({ event: { value: "subtotal" } });
    await save({ event: { value: "subtotal", currency: "presentment" } }, revision + 1, "88");
    const { entries } = (await page()).history;
    expect(entries.slice(0, 2)).toMatchObject([
      { who: "Another staff member (88)", lines: [{ path: "event.currency" }] },
      { who: "You", lines: [{ path: "event.value" }] },
    ]);
  });

  it("goes on to the first change", async () => {
    for (let saved = 0; saved < 7; saved++)
      await save({ attribution: { hintWaitSeconds: saved + 10 } }, revision + saved);
    const seen = [];
    let part = (await page()).history;
    seen.push(...part.entries);
    while (part.olderThan !== undefined) {
      part = (await (await world.ask(ROUTES.settingsHistory(part.olderThan))).json()) as Page["history"];
      seen.push(...part.entries);
    }
    const last = revision + 7;
    expect(seen.map((entry) => entry.revision)).toEqual(
      Array.from({ length: last }, (_, index) => last - index),
    );
  });

  it("is not written by saving what is saved", async () => {
    expect(await save({})).toMatchObject({ kind: "saved", message: "The settings were the same already" });
    expect((await page()).revision).toBe(revision);
  });
});

/** Waits until no order of another test is under way any more. */
const everythingSent = () =>
  eventually(async () => {
    const { byState, waitingOrders } = await world.app.recordsOf(SHOP).counts();
    const open = Object.keys(byState).filter((state) => state !== "delivered" && state !== "skipped");
    return waitingOrders === 0 && open.length === 0 ? true : undefined;
  });

describe("the preview", () => {
  const preview = (document: object, order = "7001") =>
    posted(ROUTES.preview, { order, document: JSON.stringify(document) });

  it("shows the event under settings that are not saved, beside the saved ones, and saves and sends nothing", async () => {
    await everythingSent();
    const sent = world.tiktok.received.length;
    const answer = await preview({ event: { name: "CompletePayment" } });
    expect(answer).toMatchObject({ kind: "preview", orderName: "#7001", title: "It would be sent" });
    expect(JSON.stringify(answer)).toContain(
      '{"name":"event","hashed":false,"value":"CompletePayment","saved":"Purchase"}',
    );
    expect(JSON.stringify(answer)).not.toContain("mia@example.com");
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    expect(world.tiktok.received.length).toBe(sent);
  });

  it("says why the order would not be sent", async () => {
    await world.order(7002, { tags: "b2b" });
    expect(await preview({ orders: { skipOrderTags: ["B2B"] } }, "7002")).toMatchObject({
      title: "It would not be sent",
      savedOutcome: expect.stringContaining("It would be sent") as unknown,
    });
  });

  it.each([
    ["settings that are wrong", "7001", { event: { value: "gross" } }, "Correct the settings above"],
    ["an order that never was", "404", {}, "not there any more"],
  ])("of %s says so", async (_what, order, document, message) => {
    expect(await preview(document, order)).toEqual({
      kind: "none",
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe("settings as a file", () => {
  const send = (document: object | string, from?: number) =>
    posted(ROUTES.settingsImport, {
      text: typeof document === "string" ? document : JSON.stringify(document),
      ...(from === undefined ? {} : { revision: String(from) }),
    });

  it("are compared first, then applied, and recorded as imported", async () => {
    const document = { event: { value: "subtotal" } };
    expect(await send(document)).toMatchObject({
      kind: "compared",
      revision,
      title: "1 setting would change",
    });
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    expect(await send(document, revision)).toMatchObject({ kind: "saved" });
    expect(await settings()).toMatchObject(document);
    expect((await page()).history.entries[0]).toMatchObject({ who: "You, by importing a file" });
  });

  it("exported are imported without a difference", async () => {
    await save({ event: { value: "subtotal" }, orders: { skipOrderTags: ["b2b"] } });
    expect(await send((await page()).document)).toMatchObject({ kind: "compared", lines: [] });
  });

  it("with a mistake are refused at its path, and nothing is lost", async () => {
    expect(await send({ event: { valeu: "total" } }, revision)).toMatchObject({
      kind: "problems",
      problems: [{ path: "event.valeu" }],
    });
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
  });

  it("are not applied over what somebody else saved since they were compared", async () => {
    await save({ consent: { policy: "strict" } }, revision, "88");
    expect(await send({ event: { value: "subtotal" } }, revision)).toMatchObject({ kind: "refused" });
    expect(await settings()).toMatchObject({ event: { value: "total" } });
  });
});
