import { describe, expect, test } from "vitest";
import { NOW, OTHER_PIXEL, OTHER_TOKEN, batch, properties, purchase, send, start } from "./sender.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A double whose clock the test sets, in milliseconds after the tests' present. */
async function startAt() {
  const clock = { after: 0 };
  const tiktok = await start({ now: () => NOW + clock.after });
  return {
    clock,
    tiktok,
    fates: () => tiktok.received.flatMap((each) => each.events.map((event) => event.fate)),
  };
}

describe("deduplication", () => {
  test("counts the first copy, merges within 5 minutes, drops within 48 hours, counts again after", async () => {
    const { clock, tiktok, fates } = await startAt();
    for (const after of [0, 5 * MINUTE, 5 * MINUTE + 1, 48 * HOUR, 48 * HOUR + 1]) {
      clock.after = after;
      expect((await send(tiktok, batch())).code).toBe(0);
    }
    expect(fates()).toEqual(["counted", "merged", "dropped", "dropped", "counted"]);
    expect(tiktok.purchases()).toMatchObject([{ eventId: "order_1001", counted: 2, copies: 5 }]);
  });

  test("starts its windows anew when a copy is counted again", async () => {
    const { clock, tiktok, fates } = await startAt();
    for (const after of [0, 49 * HOUR, 49 * HOUR + MINUTE, 90 * HOUR]) {
      clock.after = after;
      await send(tiktok, batch());
    }
    expect(fates()).toEqual(["counted", "counted", "merged", "dropped"]);
  });

  test("lets a merged copy add match keys but change nothing", async () => {
    const { tiktok } = await startAt();
    await send(tiktok, batch([purchase({ user: { ttclid: "first" } })]));
    const later = { user: { ttclid: "later", ttp: "added" }, properties: properties({ value: 99 }) };
    await send(tiktok, batch([purchase(later)]));
    expect(tiktok.purchases()).toMatchObject([
      { counted: 1, value: 54, currency: "USD", event: { user: { ttclid: "first", ttp: "added" } } },
    ]);
  });

  test("takes nothing from a dropped copy", async () => {
    const { clock, tiktok } = await startAt();
    await send(tiktok, batch([purchase({ user: {} })]));
    clock.after = 6 * MINUTE;
    await send(tiktok, batch([purchase({ user: { ttp: "late" } })]));
    expect(tiktok.purchases()[0]?.event.user).toEqual({});
  });

  test("finds copies inside one request", async () => {
    const { tiktok, fates } = await startAt();
    await send(tiktok, batch([purchase(), purchase({ event_id: "order_1002" }), purchase()]));
    expect(fates()).toEqual(["counted", "counted", "merged"]);
    expect(tiktok.purchases().map((each) => each.counted)).toEqual([1, 1]);
  });

  test("keeps pixels, event names and ids apart", async () => {
    const { tiktok, fates } = await startAt();
    await send(tiktok, batch());
    await send(tiktok, batch([purchase({ event: "CompletePayment" })]));
    await send(tiktok, batch([purchase({ event_id: "order_1001_" })]));
    await send(tiktok, batch(undefined, { event_source_id: OTHER_PIXEL }), { "Access-Token": OTHER_TOKEN });
    expect(fates()).toEqual(["counted", "counted", "counted", "counted"]);
    expect(tiktok.purchases()).toHaveLength(4);
  });

  test("counts no test event, and a test event does not shadow the real one", async () => {
    const { tiktok, fates } = await startAt();
    await send(tiktok, batch(undefined, { test_event_code: "TEST12345" }));
    expect(tiktok.purchases()).toEqual([]);
    await send(tiktok, batch());
    expect(fates()).toEqual(["test", "counted"]);
    expect(tiktok.received[0]).toMatchObject({ testEventCode: "TEST12345" });
  });

  test("lists only purchases as purchases", async () => {
    const { tiktok, fates } = await startAt();
    await send(tiktok, batch([purchase({ event: "AddToCart" })]));
    expect(fates()).toEqual(["counted"]);
    expect(tiktok.purchases()).toEqual([]);
  });
});
