import { describe, expect, test } from "vitest";
import type { RulesChange } from "../../sandbox/tiktok/rules.ts";
import { NOW, OTHER_PIXEL, OTHER_TOKEN, PIXEL, batch, post, purchase, send, start } from "./sender.ts";

const one = (id: string) => batch([purchase({ event_id: id })]);
const orders = (...ids: string[]) => batch(ids.map((event_id) => purchase({ event_id })));

async function startWith(rules: RulesChange) {
  const clock = { after: 0 };
  const tiktok = await start({ rules, now: () => NOW + clock.after });
  const fates = () => tiktok.received.flatMap(({ events }) => events.map(({ fate }) => fate));
  const codeOf = async (body: unknown) => (await send(tiktok, body)).code;
  const ofOther = async (id: string) => {
    const body = batch([purchase({ event_id: id })], { event_source_id: OTHER_PIXEL });
    return (await send(tiktok, body, { "Access-Token": OTHER_TOKEN })).code;
  };
  return { clock, tiktok, fates, codeOf, ofOther };
}

describe("the app's limit", () => {
  test.each([40100, 40016, 40133, 61000] as const)(
    "answers %i beyond so many requests a second, all pixels together, and counts none of those",
    async (limitCode) => {
      const { clock, tiktok, codeOf, ofOther } = await startWith({ requestsPerSecond: 3, limitCode });
      const codes = [await codeOf(one("a")), await ofOther("b"), await codeOf(one("c"))];
      expect([...codes, await codeOf(one("d")), await ofOther("e")]).toEqual([0, 0, 0, limitCode, limitCode]);
      expect(tiktok.purchases().map(({ eventId }) => eventId)).toEqual(["a", "b", "c"]);
      clock.after = 999;
      expect(await codeOf(one("d"))).toBe(limitCode);
      clock.after = 1000;
      expect(await codeOf(one("d"))).toBe(0);
    },
  );

  test("does not count the requests it turned down: who waits long enough is served", async () => {
    const { clock, codeOf } = await startWith({ requestsPerSecond: 1 });
    const codes: number[] = [];
    for (clock.after = 0; clock.after <= 2000; clock.after += 200) codes.push(await codeOf(one("a")));
    expect(codes.map((code) => (code === 0 ? "served" : code))).toEqual([
      ...["served", 40100, 40100, 40100, 40100],
      ...["served", 40100, 40100, 40100, 40100, "served"],
    ]);
  });

  test("is a thousand a second unless told otherwise", async () => {
    const { tiktok, codeOf } = await startWith({});
    expect(tiktok.state().rules.requestsPerSecond).toBe(1000);
    for (let number = 0; number < 1000; number += 1) {
      // Refused for its body, and a request all the same.
      if ((await codeOf("{")) !== 40000) throw new Error(`turned down at ${number}`);
    }
    expect(await codeOf("{")).toBe(40100);
  });

  test("is not looked at for a caller nobody knows", async () => {
    const { tiktok, codeOf } = await startWith({ requestsPerSecond: 1 });
    for (const token of ["made up", ""]) await post(tiktok, one("a"), { "Access-Token": token });
    expect(await codeOf(one("a"))).toBe(0);
  });
});

describe("a pixel's limit", () => {
  test.each([40132, 40133] as const)(
    "answers %i and leaves the other pixels alone",
    async (pixelLimitCode) => {
      const { tiktok, codeOf, ofOther } = await startWith({ pixelRequestsPerSecond: 1, pixelLimitCode });
      expect([await codeOf(one("a")), await codeOf(one("b")), await ofOther("c")]).toEqual([
        0,
        pixelLimitCode,
        0,
      ]);
      expect(tiktok.purchases().map(({ eventId }) => eventId)).toEqual(["a", "c"]);
    },
  );

  test("may be closed until it is opened again", async () => {
    const { tiktok, codeOf, ofOther } = await startWith({ throttledPixels: [PIXEL] });
    expect([await codeOf(one("a")), await codeOf(one("a")), await ofOther("b")]).toEqual([40132, 40132, 0]);
    tiktok.changeRules({ throttledPixels: [] });
    expect(await codeOf(one("a"))).toBe(0);
    expect(tiktok.purchases()).toMatchObject([
      { eventId: "b", counted: 1 },
      { eventId: "a", counted: 1, copies: 1 },
    ]);
  });
});

describe("an event that TikTok refuses, good as it looks", () => {
  const refusedEvents = [{ eventId: "bad", field: "properties.value" }];

  test("takes its whole batch with it, and the message names its place", async () => {
    const { tiktok } = await startWith({ refusedEvents });
    expect(await send(tiktok, orders("a", "b", "bad", "c"))).toMatchObject({
      code: 40002,
      message: "Invalid value for data[2].properties.value: not valid.",
    });
    expect(tiktok.purchases()).toEqual([]);
  });

  test("lets its neighbours through when they come without it", async () => {
    const { tiktok, codeOf } = await startWith({ refusedEvents });
    expect([await codeOf(orders("a", "b")), await codeOf(orders("bad")), await codeOf(orders("c"))]).toEqual([
      0, 40002, 0,
    ]);
    expect(tiktok.purchases().map(({ eventId }) => eventId)).toEqual(["a", "b", "c"]);
  });

  test.each([
    ["a field of the wrong type", purchase({ event_id: 7 }), 40002, "event_id: not a valid string"],
    [
      "a plain address",
      purchase({ user: { email: "a@b.example" } }),
      40062,
      "user.email: not a SHA-256 hash",
    ],
  ])("may be told without its place: %s", async (_case, event, code, message) => {
    const { tiktok } = await startWith({ batchIndex: "unnamed" });
    expect(await send(tiktok, batch([purchase(), event]))).toMatchObject({
      code,
      message: `Invalid value for ${message}.`,
    });
  });
});

describe("a copy that is not counted", () => {
  test("may be answered 40050; one new event in the request makes it 0", async () => {
    const { clock, tiktok, codeOf, fates } = await startWith({ copiesCode: 40050 });
    expect(await codeOf(orders("a"))).toBe(0);
    clock.after = 6 * 60_000;
    expect(await codeOf(orders("a", "a"))).toBe(40050);
    expect(await codeOf(orders("a", "b"))).toBe(0);
    expect(fates()).toEqual(["counted", "dropped", "dropped", "dropped", "counted"]);
    expect(tiktok.purchases().map(({ counted }) => counted)).toEqual([1, 1]);
  });

  test("is never what a test event is", async () => {
    const { codeOf } = await startWith({ copiesCode: 40050 });
    const shown = batch([purchase()], { test_event_code: "TEST1" });
    expect([await codeOf(shown), await codeOf(shown)]).toEqual([0, 0]);
  });
});

describe("the windows", () => {
  test("may be others", async () => {
    const { clock, codeOf, fates } = await startWith({ mergeWindowMs: 10, dropWindowMs: 20 });
    for (clock.after of [0, 10, 11, 20, 21]) await codeOf(one("a"));
    expect(fates()).toEqual(["counted", "merged", "dropped", "dropped", "counted"]);
  });

  test("pass when TikTok's clock is put ahead", async () => {
    const { tiktok, codeOf, fates } = await startWith({});
    for (const ahead of [0, 6 * 60_000, 49 * 3_600_000]) {
      tiktok.setClockAhead(ahead);
      await codeOf(one("a"));
    }
    expect(fates()).toEqual(["counted", "dropped", "counted"]);
    expect(tiktok.purchases()).toMatchObject([{ counted: 2, countedAt: [NOW, NOW + 49 * 3_600_000] }]);
  });
});

test.each<[string, RulesChange]>([
  ["a limit of 0", { requestsPerSecond: 0 }],
  ["a limit with a fraction", { pixelRequestsPerSecond: 1.5 }],
  ["a code that is no limit's", { limitCode: 40002 as 40100 }],
  ["a merge window longer than the drop window", { mergeWindowMs: 2, dropWindowMs: 1 }],
  ["a negative latency", { latencyMs: -1 }],
  ["a rule nobody knows", { latency: 1 } as RulesChange],
])("rules with %s are refused, and nothing changes", async (_case, change) => {
  const tiktok = await start();
  const before = tiktok.state().rules;
  expect(() => {
    tiktok.changeRules(change);
  }).toThrow();
  expect(tiktok.state().rules).toEqual(before);
});
