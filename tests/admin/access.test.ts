import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROUTES, SHOP, startAppWorld, type AppWorld } from "./app-world.ts";

const OTHER_SHOP = "somebody-else.myshopify.com";
const [OWN_ORDER, FOREIGN_ORDER] = [5001, 6001];

let world: AppWorld;

beforeAll(async () => {
  world = await startAppWorld();
  await world.order(OWN_ORDER);
  await world.order(FOREIGN_ORDER, { name: "#FOREIGN" }, OTHER_SHOP);
});
afterAll(() => world.close());

const PAGES = [
  ...[ROUTES.frame, ROUTES.home, ROUTES.connection, ROUTES.settings, ROUTES.settingsHistory(9)],
  ...[ROUTES.clickTest(), ROUTES.landing],
  ...[ROUTES.order(String(OWN_ORDER)), ROUTES.orderLine(String(OWN_ORDER))],
];

describe("a merchant", () => {
  it.each(PAGES)("may read %s", async (page) => {
    const response = await world.ask(page);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
  });

  it("may open the pages as documents in the admin's frame", async () => {
    for (const path of [
      ...[
        "/app",
        "/app/coverage",
        "/app/connection",
        "/app/settings",
        "/app/click-test",
        "/app/landing-page",
      ],
      `/app/orders/${OWN_ORDER}`,
    ]) {
      const response = await world.ask(world.document(path), null);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain("<h1");
      expect(response.headers.get("content-security-policy")).toContain(`https://${SHOP}`);
    }
  });

  it("finds an order that never was, and another shop's order, equally unknown", async () => {
    for (const id of ["404404", String(FOREIGN_ORDER)]) {
      const response = await world.ask(ROUTES.order(id));
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual({ kind: "unknown", title: "No such order" });
    }
  });

  it("sees no other shop's order on Home", async () => {
    const home = await (await world.ask(ROUTES.home)).text();
    expect(home).toContain(`#${OWN_ORDER}`);
    expect(home).not.toContain("FOREIGN");
  });

  it("is told inside the frame that an address is no page", async () => {
    const response = await world.ask(world.document("/app/nothing"), null);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("The app has no page at this address.");
  });
});
