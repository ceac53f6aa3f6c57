import { beforeEach, describe, expect, it } from "vitest";
import { attributes, order } from "../orders/examples.ts";
import { AMERICAN, bare, hint, startHintWorld, type HintWorld } from "./hint-world.ts";

let world: HintWorld;
beforeEach(async () => {
  world = await startHintWorld();
  return () => world.stop();
});

describe("consent", () => {
  const inBritain = () => bare({ landing_site: "/?ttclid=E.C.P.landing" });

  it("that nobody recorded, where it is needed, keeps the order back and says so", async () => {
    world.one.app.worker.start();
    await world.buy(inBritain());
    world.outwait();
    await world.settled({ state: "skipped", reason: "consent_needed_here" });
    expect(world.tiktok.received).toEqual([]);
  });

  it("that a hint records lets the order go, and the landing page be believed", async () => {
    await world.post(hint({ ttclid: undefined, clicked: undefined }));
    world.one.app.worker.start();
    await world.buy(inBritain());
    await world.sent(["E.C.P.landing"]);
  });

  it("that is missing keeps a landing page's click out of the event, also where the order may be sent", async () => {
    world.one.app.worker.start();
    await world.buy(
      bare({
        landing_site: "/?ttclid=E.C.P.landing",
        ...AMERICAN,
      }),
    );
    world.outwait();
    await world.sent([undefined]);
  });

  it("under the strict policy must be recorded, wherever the buyer is", async () => {
    await world.setSettings({ consent: { policy: "strict" } });
    world.one.app.worker.start();
    await world.buy(bare(AMERICAN));
    world.outwait();
    await world.settled({ state: "skipped", reason: "consent_not_recorded" });
  });

  it("was given by whoever has a click id on a line item", async () => {
    world.one.app.worker.start();
    const line_items = [
      {
        id: 1,
        quantity: 1,
        price: "54.00",
        variant_id: 2,
        properties: [{ name: "_ttclid", value: "E.C.P.line" }],
      },
    ];
    await world.buy(bare({ line_items }));
    await world.sent(["E.C.P.line"]);
  });

  it("does not make a click test a TikTok click", async () => {
    world.one.app.worker.start();
    const test = attributes({ ttclid: "throughline-test-1" });
    await world.buy(order({ note_attributes: test }));
    await world.sent([undefined]);
  });
});
