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
/** Prisma begins a moment later than the ledger: where nothing else is under way, what is asked at the same time is counted as two. */
const MORE_ROUNDS: Readonly<Record<string, number>> = { "routes/app.orders.$orderId_.line": 4 };

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
