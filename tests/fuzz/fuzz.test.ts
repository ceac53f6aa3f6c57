/** A short run of every fuzz of the whole application, and proof that each can fail. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { OTHER_SHOP, startFuzzWorld, type FuzzWorld } from "./fuzz-world.ts";
import { SHOP } from "../../sandbox/world.ts";
import { builtRoutes } from "../admin/route-map.ts";
import { dump } from "../admin/database-dump.ts";
import { migratedDatabase } from "../platform/migrated-database.ts";
import { ensureBuild } from "../delivery/server-process.ts";
import { FEWEST_ROUNDS, growthOf } from "./memory.ts";
import { changed, textOf } from "./mutated-json.ts";
import { formFuzz, queryFuzz } from "./page-fuzz.ts";
import { settingsFuzz } from "./settings-fuzz.ts";
import { webhookFuzz } from "./webhook-fuzz.ts";

const SEED = 20261123;
const LONG = 120_000;

let folder: string;
let world: FuzzWorld;
let sound: Partial<FuzzWorld["app"]>;
beforeAll(async () => {
  ensureBuild();
  folder = mkdtempSync(join(tmpdir(), "throughline-fuzz-"));
  world = await startFuzzWorld(migratedDatabase(folder));
  const { webhooks, recordsOf, settings } = world.app;
  sound = { webhooks, recordsOf, settings };
}, LONG);
afterEach(() => {
  Object.assign(world.app, sound);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("webhooks, fuzzed", () => {
  it(
    "are taken in when they are signed, leave nothing when they are not, and touch no other shop",
    async () => {
      const before = dump(world.app, SHOP);
      expect((await webhookFuzz(world)({ seed: SEED, runs: 60 })).failure).toBeUndefined();
      expect(dump(world.app, SHOP)).toEqual(before);
      expect(dump(world.app)["webhook"]?.length).toBeGreaterThan(5);
    },
    LONG,
  );

  it("would be noticed when an unsigned one leaves a row", async () => {
    const { webhooks, privacy } = world.app;
    world.app.webhooks = async (request, response) => {
      const fact = { action: "exported", subject: "settings" } as const;
      await privacy.audit.add({ shop: OTHER_SHOP, by: "shopify", at: 1, fact });
      await webhooks(request, response);
    };
    expect((await webhookFuzz(world)({ seed: SEED, runs: 60 })).failure).toContain("has written something");
  });

  it("would be noticed when one is answered 5xx", async () => {
    world.app.webhooks = (_request, response) => {
      response.writeHead(500).end();
      return Promise.resolve();
    };
    expect((await webhookFuzz(world)({ seed: SEED, runs: 5 })).failure).toContain("was answered 500");
  });
});

describe("pages, fuzzed", () => {
  it(
    "answer every query",
    async () => {
      const fuzz = queryFuzz(world, await builtRoutes());
      expect((await fuzz({ seed: SEED, runs: 60 })).failure).toBeUndefined();
    },
    LONG,
  );

  it(
    "answer every form",
    async () => {
      const fuzz = formFuzz(world, await builtRoutes());
      expect((await fuzz({ seed: SEED, runs: 60 })).failure).toBeUndefined();
    },
    LONG,
  );

  it("would be noticed when one breaks", async () => {
    world.app.recordsOf = () => {
      throw new Error("broken");
    };
    const routes = (await builtRoutes()).filter(({ id }) => id === "routes/app._index");
    expect((await queryFuzz(world, routes)({ seed: SEED, runs: 60 })).failure).toContain("was answered 500");
  });
});

describe("settings documents, fuzzed", () => {
  it(
    "are kept as they were brought, or not at all",
    async () => {
      expect((await settingsFuzz(world)({ seed: SEED, runs: 60 })).failure).toBeUndefined();
    },
    LONG,
  );

  it(
    "would be noticed when something else is kept",
    async () => {
      const { settings } = world.app;
      world.app.settings = {
        ...settings,
        save: (change) =>
          settings.save({
            ...change,
            settings: {
              ...change.settings,
              attribution: { ...change.settings.attribution, hintWaitSeconds: 59 },
            },
          }),
      };
      expect((await settingsFuzz(world)({ seed: SEED, runs: 300 })).failure).toContain(
        "something else was kept",
      );
    },
    LONG,
  );
});

describe("memory", () => {
  const megabytes = (...looks: number[]) => looks.map((look) => look * 1024 ** 2);

  it("is flat when it only grew while things were met for the first time, or comes and goes", () => {
    expect(growthOf(megabytes(50, 190, 200, 198, 205, 199, 201, 200))).toBeUndefined();
    expect(growthOf(megabytes(190, 200, 290, 200, 290, 201, 290))).toBeUndefined();
  });

  it("is told of when it grows round by round", () => {
    const looks = Array.from({ length: 12 }, (_, round) => 200 + round * 10);
    expect(growthOf(megabytes(...looks))).toContain("memory grew from 210 to 300 MB");
  });

  it("is not judged after a few rounds", () => {
    expect(
      growthOf(
        megabytes(
          ...Array<number>(FEWEST_ROUNDS - 1)
            .fill(1)
            .map((_, n) => n * 500),
        ),
      ),
    ).toBeUndefined();
  });
});

describe("a changed document", () => {
  it("keeps the original, and holds a __proto__ of its own without changing what objects inherit", () => {
    const original = { a: [1, 2], b: { c: "x" } };
    const before = structuredClone(original);
    const document = changed(original, [
      { kind: "add", at: 0, name: "__proto__", value: { polluted: true } },
      { kind: "nest", at: 3 },
    ]);
    expect(original).toEqual(before);
    expect(textOf(document, { kind: "none" })).toContain('"__proto__":{"polluted":true}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
