import type { ServerBuild } from "@remix-run/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AppWorld } from "./app-world.ts";
import { startMarkedWorld } from "./marked-world.ts";
import { scriptBytes } from "./page-bytes.ts";
import { countRounds, type RoundCounter } from "./query-rounds.ts";
import { builtRoutes, dataAddress, OUTSIDE_THE_ADMIN } from "./route-map.ts";

const build = (await import(new URL("../../build/server/index.js", import.meta.url).href)) as ServerBuild;
const admin = (await builtRoutes()).filter(({ id }) => OUTSIDE_THE_ADMIN[id] === undefined);

/** Gzipped, for any page with everything around it: React, Remix, Polaris, App Bridge's wrappers. */
const MOST_BYTES = 220_000;

/** How often a request waits for the database: twice for the session (is its token fresh, and what is it), and once for everything else. */
const ROUNDS = 3;
/** Loaders that cannot ask everything at once: what they ask later depends on an answer. */
const MORE_ROUNDS: Readonly<Record<string, number>> = {
  // Which tokens can still be read depends on which pixels there are, and the newest requests on nothing but themselves.
  "routes/app._index": 5,
  "routes/app.connection": 4,
  // Days have limits by the shop's calendar.
  "routes/app.coverage": 4,
  "routes/app.orders.$orderId": 4,
  "routes/app.orders.$orderId_.line": 4,
};

let world: AppWorld;
let counter: RoundCounter;
beforeAll(async () => {
  world = await startMarkedWorld();
  counter = countRounds(world.app.database);
});
afterAll(() => world.close());

describe("a page costs", () => {
  it.each(admin.filter(({ isPage }) => isPage).map(({ id }) => id))("few bytes of script: %s", (id) => {
    expect(scriptBytes(build, id)).toBeLessThan(MOST_BYTES);
  });

  it.each(admin.filter(({ hasLoader }) => hasLoader).map((route) => [route.id, route] as const))(
    "few waits for the database: %s",
    async (id, route) => {
      await world.ask(dataAddress(route));
      counter.reset();
      await (await world.ask(dataAddress(route))).text();
      const { rounds } = counter.count();
      expect(rounds).toBeGreaterThan(0);
      expect(rounds).toBeLessThanOrEqual(MORE_ROUNDS[id] ?? ROUNDS);
    },
  );
});
