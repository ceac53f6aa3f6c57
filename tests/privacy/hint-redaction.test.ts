import { beforeEach, describe, expect, it } from "vitest";
import { postWebhook, SHOP } from "../ingest/app-under-test.ts";
import { bare, hint, startHintWorld, type HintWorld } from "../ingest/hint-world.ts";

let world: HintWorld;
beforeEach(async () => {
  world = await startHintWorld();
  return () => world.stop();
});

describe("hints are forgotten", () => {
  it("with the customer's order: those that name it, and those of its checkout", async () => {
    await world.post(hint({ event: "checkout_started", order: undefined }));
    await world.post(hint());
    await world.post(hint({ checkout: "somebody-else", order: "9" }));
    await world.buy(bare());
    await postWebhook(world.one.url, "customers/redact", { shop_domain: SHOP, orders_to_redact: [5001] });
    expect(await world.hints()).toMatchObject([{ checkout_token: "somebody-else" }]);
    expect(await world.one.rows('SELECT facts, checkout_token, attribution FROM "order"')).toEqual([
      { facts: "{}", checkout_token: null, attribution: null },
    ]);
  });

  it("with the shop, and its settings too", async () => {
    await world.setSettings({ consent: { policy: "strict" } });
    await world.post(hint());
    await postWebhook(world.one.url, "shop/redact", { shop_domain: SHOP });
    expect(await world.hints()).toEqual([]);
    expect(await world.one.rows("SELECT * FROM settings")).toEqual([]);
  });
});
