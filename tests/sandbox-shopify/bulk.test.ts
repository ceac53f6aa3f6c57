import { beforeEach, describe, expect, it } from "vitest";
import { LINES, openBulkShop, type BulkShop } from "./bulk-shop.ts";

let shop: BulkShop;

beforeEach(() => {
  shop = openBulkShop();
});

const DAY = 86_400_000;

describe("a bulk query", () => {
  it("is created, runs, and completes with one line for each object, children below their parents", async () => {
    shop.place(3);
    shop.shop.state.bulk.takes = 30_000;
    const { bulkOperation, userErrors } = await shop.run(LINES);
    expect(userErrors).toEqual([]);
    expect(bulkOperation).toMatchObject({ status: "CREATED", objectCount: "0", url: null });
    await shop.time.advance(10_000);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({
      status: "RUNNING",
      url: null,
      completedAt: null,
    });
    await shop.time.advance(20_000);
    const done = await shop.read(bulkOperation?.id);
    expect(done).toMatchObject({
      status: "COMPLETED",
      objectCount: "9",
      rootObjectCount: "3",
      errorCode: null,
    });
    expect(done.completedAt).toBe("2026-11-20T12:00:30Z");
    const lines = await shop.linesAt(done.url);
    expect(lines).toHaveLength(9);
    expect(lines[0]).toEqual({ id: shop.orders.all()[0]?.admin_graphql_api_id, name: "#1001" });
    expect(lines[1]).toMatchObject({ sku: "NP-FJT-S", __parentId: lines[0]?.["id"] });
    expect(Number(done.fileSize)).toBe(Buffer.byteLength((await shop.download(done.url)).text));
  });

  it("says that it has finished by webhook", async () => {
    shop.place(1);
    const { bulkOperation } = await shop.run(LINES);
    await shop.time.advance(60_000);
    expect(shop.finishes().map(({ body }) => body)).toEqual([
      {
        admin_graphql_api_id: bulkOperation?.id,
        completed_at: "2026-11-20T12:00:02Z",
        created_at: "2026-11-20T12:00:00Z",
        error_code: null,
        status: "completed",
        type: "query",
      },
    ]);
  });

  it("takes its search and reads hundreds of orders, as they are when it ends", async () => {
    const orders = shop.place(250);
    shop.orders.cancel(orders[7]?.id ?? 0);
    const { bulkOperation } = await shop.run(
      '{ orders(query: "status:open", sortKey: UPDATED_AT) { edges { node { id note } } } }',
    );
    shop.orders.annotate(orders[8]?.id ?? 0, "late");
    await shop.time.advance(2000);
    const lines = await shop.linesAt((await shop.read(bulkOperation?.id)).url);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(249);
    expect(lines.find(({ id }) => id === orders[8]?.admin_graphql_api_id)).toMatchObject({ note: "late" });
  });

  it("promises no order of lines when they are not grouped, and loses none", async () => {
    shop.place(150);
    const grouped = await shop.run(LINES, true);
    const loose = await shop.run(LINES, false);
    await shop.time.advance(2000);
    const inOrder = await shop.linesAt((await shop.read(grouped.bulkOperation?.id)).url);
    const anyhow = await shop.linesAt((await shop.read(loose.bulkOperation?.id)).url);
    expect(anyhow).not.toEqual(inOrder);
    const sorted = (lines: object[]) => lines.map((line) => JSON.stringify(line)).toSorted();
    expect(sorted(anyhow)).toEqual(sorted(inOrder));
    const parents = new Map(anyhow.map((line, at) => [line["id"], at]));
    expect(anyhow.some((line, at) => at < (parents.get(line["__parentId"]) ?? -1))).toBe(true);
  });

  it("has no file without a line", async () => {
    const { bulkOperation } = await shop.run(LINES);
    await shop.time.advance(2000);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({
      status: "COMPLETED",
      objectCount: "0",
      url: null,
    });
  });

  it("can be fetched for seven days", async () => {
    shop.place(1);
    const { bulkOperation } = await shop.run(LINES);
    await shop.time.advance(2000);
    const { url } = await shop.read(bulkOperation?.id);
    await shop.time.advance(7 * DAY - 1);
    expect((await shop.download(url)).status).toBe(200);
    await shop.time.advance(1);
    expect((await shop.download(url)).status).toBe(403);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({ status: "EXPIRED", url: null });
  });

  it("costs a mutation, however much it reads", async () => {
    shop.place(60);
    await shop.run(LINES);
    await shop.time.advance(2000);
    expect(shop.shop.state.bucket.cost(0, 0).throttleStatus.currentlyAvailable).toBe(2000);
  });
});
