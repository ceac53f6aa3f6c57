import { spawnSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { createBackfillStore } from "../../app/reconciliation/backfill-state.server.ts";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { SHOP } from "../reconciliation/admin-world.ts";
import { addShop } from "../reconciliation/sweep-world.ts";
import { newDatabaseUrl, openForTest } from "../platform/temporary-database.ts";

let databaseUrl: string;
let database: Database;

beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
});

function backfill(...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEY,
    NODE_ENV: "test" as const,
  };
  const { status, stdout, stderr } = spawnSync(
    "node",
    ["scripts/shop.ts", "backfill", ...args, "--shop", SHOP],
    { env, encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);

describe("the command for earlier orders", () => {
  it("asks for a range once, says how it goes, and cancels it", async () => {
    await addShop(database, SHOP);
    expect(backfill("show").stdout).toContain("ever asked for");
    expect(backfill("--from", day(20), "--to", day(3), "--dry-run").stdout).toContain("A dry run of");
    const [asked] = await createBackfillStore(database.ledger).latest(SHOP, 2);
    expect(asked).toMatchObject({ source: "command", dryRun: true, state: "queued" });
    expect((asked?.toAt ?? 0) - (asked?.fromAt ?? 0)).toBe(18 * 86_400_000);
    expect(backfill("--from", day(2))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("under way") as string,
    });
    expect(backfill("show").stdout).toContain("Queued. It begins within moments.");
    expect(backfill("cancel").stdout).toContain("Cancelled.");
    expect(backfill("cancel").stdout).toContain("No backfill is under way.");
  });

  it("refuses what is no range, and a shop without the app", async () => {
    expect(backfill("--from", day(2)).stderr).toContain("does not have the app");
    await addShop(database, SHOP);
    expect(backfill("--from", "yesterday").stderr).toContain("--from: Enter a day.");
    expect(backfill("--from", day(70)).stderr).toContain("60 days");
    expect(backfill("again").status).toBe(2);
    expect(await createBackfillStore(database.ledger).latest(SHOP, 1)).toEqual([]);
  });
});
