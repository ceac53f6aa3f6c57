import { describe, expect, test } from "vitest";
import { batch, purchase, send, start } from "./sender.ts";

const orders = (...ids: string[]) => batch(ids.map((event_id) => purchase({ event_id })));

describe("a partial success", () => {
  test("counts the events that are not left out, and says which are", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "partial", refused: [1, 3, 9] });
    expect(await send(tiktok, orders("a", "b", "c", "d"))).toMatchObject({
      code: 20001,
      data: { failed_events: [{ order_in_batch: 1 }, { order_in_batch: 3 }] },
    });
    expect(tiktok.purchases().map(({ eventId }) => eventId)).toEqual(["a", "c"]);
    expect(tiktok.received[0]?.events.map(({ fate }) => fate)).toEqual([
      ...["counted", "refused", "counted", "refused"],
    ]);
  });

  test("lets what was left out count when it comes again, and what was taken not", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "partial", refused: [0] });
    await send(tiktok, orders("a", "b"));
    expect((await send(tiktok, orders("a", "b"))).code).toBe(0);
    expect(tiktok.purchases()).toMatchObject([
      { eventId: "b", counted: 1, copies: 2 },
      { eventId: "a", counted: 1, copies: 1 },
    ]);
  });

  test("takes nothing of a request that would be refused", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "partial", refused: [0] });
    expect((await send(tiktok, batch([purchase(), { event: "Purchase" }]))).code).toBe(40002);
    expect(tiktok.purchases()).toEqual([]);
  });

  test.each([
    { taken: true, count: 2 },
    { taken: false, count: 0 },
  ])("may be said of a request that was taken whole or not at all: $taken", async ({ taken, count }) => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "code", code: 20001, taken });
    expect((await send(tiktok, orders("a", "b"))).code).toBe(20001);
    expect(tiktok.purchases()).toHaveLength(count);
  });
});

describe("a batch refused for one of its events", () => {
  test.each([
    { index: 2, place: 2 },
    { index: 0, place: 0 },
    { index: 500, place: 3 },
  ])("names place $place when $index is asked for, and counts nothing", async ({ index, place }) => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "bad-event", index, field: "event_id" });
    expect(await send(tiktok, orders("a", "b", "c", "d"))).toMatchObject({
      code: 40002,
      message: `Invalid value for data[${place}].event_id: not valid.`,
    });
    expect(tiktok.purchases()).toEqual([]);
    expect((await send(tiktok, orders("a", "b", "c", "d"))).code).toBe(0);
  });

  test.each([40000, 40062] as const)("may have the code %i", async (code) => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "bad-event", index: 0, field: "event_id", code });
    expect((await send(tiktok, orders("a"))).code).toBe(code);
  });
});
