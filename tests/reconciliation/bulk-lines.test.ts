import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  readBulkLines,
  type BulkItem,
  type BulkReadingOptions,
} from "../../app/reconciliation/bulk-lines.ts";
import { createBulkOrders, type BulkOrders } from "../../app/reconciliation/bulk-orders.server.ts";
import { adminWorld, SHOP, stepsOf, type AdminWorld } from "./admin-world.ts";
import { plainOrder, SHOP_URL } from "./orders.ts";

const MINUTE = 60_000;
const RANGE = { by: "created_at", from: 0 } as const;

/** Bytes in chunks of the given sizes, over and over. */
async function* chunks(text: string, sizes: readonly number[] = [1 << 16]): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let [at, turn] = [0, 0]; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield await Promise.resolve(bytes.slice(at, at + size));
    at += size;
  }
}

const read = (
  text: string,
  options: Partial<BulkReadingOptions> = {},
  sizes?: readonly number[],
): Promise<BulkItem[]> => stepsOf(readBulkLines(chunks(text, sizes), { shopUrl: SHOP_URL, ...options }));

const nameOf = (item: BulkItem) => (item.kind === "order" ? item.found.order.name : item.id);

let world: AdminWorld;
let bulk: BulkOrders;

function restart(orders: number): void {
  world = adminWorld(Array.from({ length: orders }, (_, index) => plainOrder(index + 1)));
  bulk = createBulkOrders(world.client);
}

async function startedId(): Promise<string> {
  const started = await bulk.start(SHOP, RANGE);
  if (started.kind !== "ok") throw new Error(JSON.stringify(started));
  return started.id;
}

const fileAt = (url: string | undefined): string =>
  String(world.shop.state.bulk.download(new URL(url ?? "").pathname)?.body);

async function resultOf(orders: number): Promise<string> {
  restart(orders);
  const id = await startedId();
  await world.time.advance(MINUTE);
  const state = await bulk.state(SHOP, id);
  return state.kind === "completed" ? fileAt(state.url) : "";
}

describe("the lines of a bulk result", () => {
  let result: string;
  let lines: string[];

  beforeAll(async () => {
    result = await resultOf(7);
    lines = result.trimEnd().split("\n");
  });

  it("come to the same orders wherever the bytes are cut", async () => {
    const whole = await read(result);
    expect(whole.map(nameOf)).toEqual(["#1001", "#1002", "#1003", "#1004", "#1005", "#1006", "#1007"]);
    const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(sizes, async (each) => {
        expect(await read(result, {}, each)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it("are read on from any order to exactly the orders after it", async () => {
    const whole = await read(result);
    for (const [index, { nextLine }] of whole.entries())
      expect(await read(result, { fromLine: nextLine })).toEqual(whole.slice(index + 1));
  });

  it("of a failed operation keep back the last order, whose lines may be missing", async () => {
    const whole = await read(result);
    for (let kept = 0; kept <= lines.length; kept += 1) {
      const items = await read(
        lines
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(""),
        { isPartial: true },
      );
      expect(items).toEqual(whole.slice(0, items.length));
      // The order being read is never told.
      expect(items.filter(({ nextLine }) => nextLine > kept)).toEqual([]);
    }
  });

  it("hold one order in memory, however long the result is", async () => {
    let taken = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let turn = 0; turn < 2000; turn += 1) {
        taken += 1;
        yield await Promise.resolve(new TextEncoder().encode(result));
      }
    }
    let told = 0;
    for await (const { kind } of readBulkLines(endless(), { shopUrl: SHOP_URL })) {
      expect(kind).toBe("order");
      told += 1;
      // Nothing is read ahead: what was taken is what was told, and at most one chunk more.
      expect(taken - 1).toBeLessThanOrEqual(told / 7 + 1);
      if (told === 700) break;
    }
    expect(taken).toBeLessThan(103);
  });

  it("report an order that cannot be read, by its id, and go on", async () => {
    const broken = lines.map((line) => line.replace(/"name":"#1003"/, '"name":3')).join("\n");
    const items = await read(broken);
    expect(items.map(nameOf).slice(1, 4)).toEqual(["#1002", "gid://shopify/Order/5600000000003", "#1004"]);
    expect(items[2]).toMatchObject({ kind: "unreadable", what: "name: invalid_type" });
  });

  it("report an order one of whose lines cannot be read, instead of an order with a line less", async () => {
    const at = lines.findIndex((line) => line.includes('"quantity"'));
    const broken = lines.with(at, (lines[at] ?? "").replace(/"quantity":\d+/, '"quantity":"two"'));
    expect((await read(broken.join("\n")))[0]).toMatchObject({
      kind: "unreadable",
      what: "line: quantity: invalid_type",
    });
  });

  it.each([
    [
      "that are not grouped",
      () => [lines.find((line) => !line.includes("__parentId")), lines.at(-1)].join("\n"),
      /another order/,
    ],
    ["that are no JSON", () => `${lines[0] ?? ""}\n{"id":`, /line 1 is not a JSON object/],
    ["that are no objects", () => "[1]", /line 0 is not a JSON object/],
    ["without an end", () => "x".repeat(4_100_000), /too long/],
  ])("%s are refused", async (_what, text, message) => {
    await expect(read(text())).rejects.toThrow(message);
  });

  it("of nothing are nothing", async () => {
    expect(await read("")).toEqual([]);
    expect(await read("\n\n")).toEqual([]);
  });
});

describe("a bulk operation", () => {
  it("is told of while it runs and when it is done", async () => {
    restart(3);
    const id = await startedId();
    expect(await bulk.state(SHOP, id)).toMatchObject({ kind: "running" });
    await world.time.advance(MINUTE);
    expect(await bulk.state(SHOP, id)).toMatchObject({ kind: "completed", orders: 3 });
  });

  it("over no orders has no file", async () => {
    restart(0);
    const id = await startedId();
    await world.time.advance(MINUTE);
    expect(await bulk.state(SHOP, id)).toEqual({ kind: "completed", url: undefined, orders: 0 });
  });

  it.each([
    ["ACCESS_DENIED", "access_denied"],
    ["TIMEOUT", "timeout"],
    ["INTERNAL_SERVER_ERROR", "internal"],
  ] as const)("that fails with %s says so and leads to what it had", async (code, why) => {
    restart(10);
    world.shop.state.bulk.failures.push({ code, partial: 0.5 });
    const id = await startedId();
    await world.time.advance(MINUTE);
    const state = await bulk.state(SHOP, id);
    expect(state).toMatchObject({ kind: "ended", why });
    const partial = state.kind === "ended" ? fileAt(state.partialUrl) : "";
    const items = await read(partial, { isPartial: true });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every(({ kind }) => kind === "order")).toBe(true);
  });

  it("can be stopped, and is known to be", async () => {
    restart(3);
    const id = await startedId();
    expect(await bulk.cancel(SHOP, id)).toEqual({ kind: "ok" });
    await world.time.advance(MINUTE);
    expect(await bulk.state(SHOP, id)).toMatchObject({ kind: "ended", why: "canceled" });
    expect(await bulk.cancel(SHOP, id)).toEqual({ kind: "ok" });
  });

  it("expires with its file", async () => {
    restart(3);
    const id = await startedId();
    await world.time.advance(8 * 86_400_000);
    expect(await bulk.state(SHOP, id)).toMatchObject({ kind: "ended", why: "expired" });
    expect(await bulk.state(SHOP, "gid://shopify/BulkOperation/99")).toEqual({ kind: "unknown" });
  });

  it("is refused as busy when as many as may are under way", async () => {
    restart(3);
    for (let turn = 0; turn < 5; turn += 1) await startedId();
    expect(await bulk.start(SHOP, RANGE)).toEqual({ kind: "busy" });
  });

  it("is not started twice when nobody knows whether the first one was", async () => {
    restart(3);
    const { post } = world;
    world.post = async (shop, body) => {
      await post(shop, body);
      return "unreachable";
    };
    expect(await bulk.start(SHOP, RANGE)).toEqual({ kind: "unavailable" });
    expect(world.shop.state.bulk.all()).toHaveLength(1);
  });

  it("over what the app may not read ends as denied", async () => {
    world = adminWorld([plainOrder(1)], ["read_orders"]);
    bulk = createBulkOrders(world.client);
    const id = await startedId();
    await world.time.advance(MINUTE);
    expect(await bulk.state(SHOP, id)).toMatchObject({ kind: "ended", why: "access_denied" });
  });
});
