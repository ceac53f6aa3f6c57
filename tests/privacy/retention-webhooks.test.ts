import { describe, expect, it } from "vitest";
import { DAY } from "../../app/platform/clock.ts";
import { newBench, NOW, SHOP, type Bench } from "../delivery/bench.ts";
import { change, select } from "../platform/temporary-database.ts";
import { chore, goOn } from "./retention-chore.ts";

const SECRET = "a body that nobody could read";

describe("when time has passed, of webhooks and hints", () => {
  const webhook = (bench: Bench, topic: string, outcome: string, at = NOW) =>
    change(
      bench.database,
      `INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome, sealed_body)
       VALUES ('${SHOP}', @topic, @id, '', '2026-10', @at, @outcome, @body)`,
      { topic, outcome, at, id: `${outcome} ${at}`, body: outcome === "unreadable" ? SECRET : null },
    );
  const left = async ({ database }: Bench) =>
    (
      await select<{ topic: string; outcome: string; body: string | null }>(
        database,
        "SELECT topic, outcome, sealed_body AS body FROM webhook ORDER BY id",
      )
    ).map(({ topic, outcome, body }) => `${topic} ${outcome}${body === null ? "" : " with its body"}`);

  async function benchWithWebhooks(): Promise<Bench> {
    const bench = await newBench();
    for (const topic of ["orders/paid", "customers/redact"])
      for (const outcome of ["accepted", "unreadable"]) await webhook(bench, topic, outcome);
    await webhook(bench, "orders/paid", "accepted", NOW + 5 * DAY);
    return bench;
  }

  it("those that were read go after 30 days; what the law asked for stays as a log", async () => {
    const bench = await benchWithWebhooks();
    bench.clock.now = NOW + 31 * DAY;
    await chore(bench).run(goOn);
    expect(await left(bench)).toEqual([
      "orders/paid unreadable with its body",
      ...["customers/redact accepted", "customers/redact unreadable with its body"],
      "orders/paid accepted",
    ]);
  });

  it("those that nobody could read go with the orders, and of what the law asked for the body goes", async () => {
    const bench = await benchWithWebhooks();
    bench.clock.now = NOW + 90 * DAY + 1;
    await chore(bench).run(goOn);
    expect(await left(bench)).toEqual(["customers/redact accepted", "customers/redact unreadable"]);
  });

  it("hints go after 30 days", async () => {
    const bench = await newBench();
    for (const at of [NOW, NOW + DAY])
      await change(
        bench.database,
        `INSERT INTO hint (shop, event_id, event, received_at) VALUES ('${SHOP}', '${at}', 'checkout_started', ${at})`,
      );
    bench.clock.now = NOW + 30 * DAY + 1;
    await chore(bench).run(goOn);
    expect(await select(bench.database, "SELECT received_at AS at FROM hint")).toEqual([{ at: NOW + DAY }]);
  });
});
