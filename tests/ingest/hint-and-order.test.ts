import { beforeEach, describe, expect, it } from "vitest";
import { order } from "../orders/examples.ts";
import { AMERICAN, bare, CHECKOUT, hint, startHintWorld, type HintWorld } from "./hint-world.ts";

let world: HintWorld;
beforeEach(async () => {
  world = await startHintWorld();
  return () => world.stop();
});

describe("a hint and its order", () => {
  it("that came before: the order is sent at once, with the hint's click", async () => {
    await world.post(hint());
    world.one.app.worker.start();
    await world.buy(bare());
    await world.sent(["E.C.P.from-the-pixel"]);
    const [row] = await world.one.rows<{ attribution: string }>('SELECT attribution FROM "order"');
    expect(JSON.parse(row?.attribution ?? "")).toMatchObject({
      carrier: "web_pixel",
      ageMs: 3_595_000,
    });
  });

  it("that comes after: the order waits for it, and not a moment longer", async () => {
    world.one.app.worker.start();
    await world.buy(bare());
    expect(await world.wait()).toBe(4000);
    expect(await world.states()).toEqual([]);
    await world.post(hint());
    await world.sent(["E.C.P.from-the-pixel"]);
  });

  it("is waited for, though another script wrote a click id into the cart: nobody knows what that one's shopper allowed", async () => {
    world.one.app.worker.start();
    await world.buy(bare({ note_attributes: [{ name: "ttclid", value: "another-app" }] }));
    expect(await world.wait()).toBe(4000);
    await world.post(hint());
    await world.sent(["E.C.P.from-the-pixel"]);
  });

  it("that never comes: the wait is short, and ends", async () => {
    world.one.app.worker.start();
    await world.buy(bare(AMERICAN));
    world.outwait();
    await world.sent([undefined]);
  });

  it("that comes too late is kept, and nothing is sent again", async () => {
    world.one.app.worker.start();
    await world.buy(order({ checkout_token: CHECKOUT }));
    await world.settled({ state: "delivered" });
    await world.post(hint());
    world.one.app.worker.wake();
    expect(await world.hints()).toHaveLength(1);
    expect(world.tiktok.received).toHaveLength(1);
  });

  it("of another shop adds nothing", async () => {
    await world.one.change(
      "INSERT INTO shop (domain, installed_at, ingest_token) VALUES ('other.myshopify.com', 0, 'theirs')",
    );
    await world.post(hint({ token: "theirs" }));
    world.one.app.worker.start();
    await world.buy(bare(AMERICAN));
    world.outwait();
    await world.sent([undefined]);
  });

  it("of a cart with its own click does not delay it", async () => {
    await world.buy(order({ checkout_token: CHECKOUT }));
    expect(await world.wait()).toBe(0);
  });

  it("is not waited for where the shop has no web pixel", async () => {
    await world.one.change("UPDATE shop SET web_pixel_id = NULL");
    await world.buy(bare());
    expect(await world.wait()).toBe(0);
  });

  it("is waited for as long as the merchant's settings say", async () => {
    await world.setSettings({ attribution: { hintWaitSeconds: 9 } });
    await world.buy(bare());
    expect(await world.wait()).toBe(9000);
  });
});
