import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { eventually, PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
let orderId = 9000;

beforeAll(async () => {
  world = await startAppWorld();
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
});
afterAll(() => world.close());
beforeEach(() => {
  world.app.settings.save(SHOP, DEFAULT_SETTINGS);
});

const save = async (fields: Record<string, string>) =>
  (await (
    await world.submit({
      ...{ intent: "save_policy", policy: "regional", windowDays: "28", hintWaitSeconds: "0" },
      ...fields,
    })
  ).json()) as object;

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
  it("are shown as they were saved", async () => {
    expect(await save({ policy: "strict", windowDays: "7", hintWaitSeconds: "12" })).toMatchObject({
      kind: "saved",
    });
    const view = (await (await world.ask(ROUTES.settings)).json()) as object;
    expect(view).toMatchObject({ policy: { policy: "strict", windowDays: "7", hintWaitSeconds: "12" } });
  });

  it("with wrong input name the field and save nothing", async () => {
    const answer = await save({ policy: "whatever", hintWaitSeconds: "300" });
    expect(Object.keys((answer as { errors: object }).errors).sort()).toEqual(["hintWaitSeconds", "policy"]);
    expect(await world.app.recordsOf(SHOP).settings()).toEqual(DEFAULT_SETTINGS);
  });

  it("decide the orders that come after: without a recorded consent nothing is sent under the strict policy", async () => {
    await save({});
    expect(await settled({ note_attributes: [] })).toMatchObject({ label: "Accepted" });
    await save({ policy: "strict" });
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
    await save({ windowDays: "1" });
    await settled(old);
    expect(sentAs()).toEqual([["Purchase", undefined]]);
    await save({ windowDays: "7" });
    await settled(old);
    expect(sentAs()).toEqual([["Purchase", "E.C.P.OLD"]]);
  });
});
