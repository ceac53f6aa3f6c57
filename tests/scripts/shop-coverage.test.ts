import { spawnSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { SHOP } from "../reconciliation/admin-world.ts";
import { addOrder } from "../reconciliation/placed-order.ts";
import { addShop } from "../reconciliation/sweep-world.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";

let databaseUrl: string;
let database: Database;

beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
  await addShop(database, SHOP);
});

function shop(...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY,
    NODE_ENV: "test" as const,
  };
  const { status, stdout, stderr } = spawnSync("node", ["scripts/shop.ts", ...args, "--shop", SHOP], {
    ...{ env, encoding: "utf8" },
  });
  return { status, stdout, stderr };
}

describe("the command for coverage", () => {
  it("says how many TikTok accepted, and of a day which are not and why", async () => {
    const placedAt = Date.now() - 1000;
    await addOrder(database, { placedAt, deliveries: [{ state: "delivered" }] }, 1);
    await addOrder(database, { placedAt, deliveries: [{ state: "held", reason: "answer_unclear" }] }, 2);
    await addOrder(database, { placedAt, deliveries: [{ state: "skipped", reason: "too_old" }] }, 3);
    const days = shop("coverage");
    expect(days.stdout).toContain("accepted by TikTok   1 of 2 in 1 days");
    expect(days.stdout).toContain("1 of 2; 1 stopped; not eligible: too_old 1");
    const day = shop("coverage", "--day", new Date(placedAt).toISOString().slice(0, 10));
    expect(day.stdout).toContain("order 2 #2: Stopped. TikTok gave an answer it does not document");
    expect(day.stdout).toContain("order 3 #3: Not eligible. It was placed more than 28 days ago");
    expect(day.stdout).not.toContain("order 1 ");
    expect(shop("coverage", "--day", "yesterday")).toMatchObject({ status: 2 });
  });
});

describe("the command for comparing", () => {
  it("has the running server compare the shop at once", async () => {
    expect(shop("sweep")).toMatchObject({ status: 2, stderr: expect.stringContaining("never") as string });
    const later = Date.now() + 300_000;
    await change(database, "INSERT INTO sweep (shop, watermark, due_at) VALUES (@shop, 1, @later)", {
      ...{ shop: SHOP, later },
    });
    expect(shop("sweep").stdout).toContain("within a minute");
    const [row] = await select<{ due: number }>(database, "SELECT due_at AS due FROM sweep");
    expect(row?.due).toBeLessThan(later - 200_000);
  });
});
