import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HomeView } from "../../app/ui/home/home-view.ts";
import { ROUTES, startAppWorld, type AppWorld } from "./app-world.ts";

let world: AppWorld;

// In a file of its own: Shopify's library sends all requests of a process to the last world that was started.
beforeAll(async () => {
  world = await startAppWorld({ scopes: ["read_orders"] });
});
afterAll(() => world.close());

describe("a web pixel whose permission was not granted", () => {
  it("is a problem on Home that asks for the permission, and cannot be activated", async () => {
    const { problems } = (await (await world.ask(ROUTES.home)).json()) as HomeView;
    expect(problems.find(({ key }) => key === "web_pixel_off")?.todo).toContain("permission");
    const answer = await world.post(ROUTES.home, { intent: "activate_web_pixel" });
    expect(await answer.json()).toMatchObject({ kind: "failed" });
  });
});
