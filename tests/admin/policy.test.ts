import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { settingsSchema } from "../../app/shops/settings.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
let orderId = 9000;

beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
});
afterAll(() => world.close());
beforeEach(() => save({}));

/** Saves a document that waits for no browser. */
async function save({
  attribution = {},
  ...parts
}: { attribution?: object } & Record<string, object>): Promise<void> {
  const settings = settingsSchema.parse({ ...parts, attribution: { hintWaitSeconds: 0, ...attribution } });
  const { revision } = await world.app.settings.read(SHOP);
  await world.app.settings.save({ shop: SHOP, settings, revision, source: "command" });
}

/** Sends an order and gives what its receipt says once it has settled. */
async function settled(changes: object): Promise<{ label: string; meaning: string }> {
  const id = ++orderId;
  await world.order(id, changes);
  return eventually(async () => {
    const { view } = (await (await world.ask(ROUTES.order(String(id)))).json()) as {
      view: { status: { label: string; meaning: string; moving: boolean } };
    };
    return view.status.moving ? undefined : view.status;
  });
}

const attribute = (name: string, value: string) => ({ name, value });

describe("consent and attribution", () => {
  it("decide the orders that come after: without a recorded consent nothing is sent under the strict policy", async () => {
    expect(await settled({ note_attributes: [] })).toMatchObject({ label: "Accepted" });
    await save({ consent: { policy: "strict" } });
    expect(await settled({ note_attributes: [] })).toMatchObject({
      label: "Not sent",
      meaning: expect.stringContaining("your settings ask for one") as unknown,
    });
  });

  it("decide which clicks are believed: an older one than the window goes without its click id", async () => {
    const twoDaysAgo = String(Math.floor(Date.now() / 1000) - 2 * 86_400);
    const old = {
      note_attributes: [
        attribute("ttclid", "E.C.P.OLD"),
        attribute("_tt_time", twoDaysAgo),
        attribute("_tt_consent", "granted"),
      ],
    };
    const sentAs = () => world.tiktok.received.at(-1)?.events.map(({ name, ttclid }) => [name, ttclid]);
    await save({ attribution: { windowDays: 1 } });
    await settled(old);
    expect(sentAs()).toEqual([["Purchase", undefined]]);
    await save({ attribution: { windowDays: 7 } });
    await settled(old);
    expect(sentAs()).toEqual([["Purchase", "E.C.P.OLD"]]);
  });
});

describe("an order that waits for its payment", () => {
  it("is sent as soon as the settings do not ask for it any more", async () => {
    await save({ event: { trigger: "paid" } });
    const id = ++orderId;
    await world.order(id, { financial_status: "pending" }, SHOP, "orders/create");
    const status = async () => {
      const { view } = (await (await world.ask(ROUTES.order(String(id)))).json()) as {
        view: { status: { label: string } };
      };
      return view.status.label;
    };
    await eventually(async () => ((await waitingFor(id)) === "payment" ? true : undefined));
    const stored = await world.app.settings.read(SHOP);
    await world.post(ROUTES.settings, {
      revision: String(stored.revision),
      document: JSON.stringify({ event: { trigger: "created" }, attribution: { hintWaitSeconds: 0 } }),
    });
    expect(await eventually(async () => ((await status()) === "Accepted" ? "Accepted" : undefined))).toBe(
      "Accepted",
    );
  });
});

async function waitingFor(id: number): Promise<string | null | undefined> {
  return (await world.app.recordsOf(SHOP).order(String(id)))?.waitingFor;
}
