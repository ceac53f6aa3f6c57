import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Chance, type RandomPlan } from "../../sandbox/tiktok/chance.ts";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { PIXEL, batch, post, purchase, send, start } from "./sender.ts";

type Drawable = RandomPlan["faults"][number]["fault"];

const BUSY: Drawable = { kind: "code", code: 40100 };
const LOST: Drawable = { kind: "reset-after" };
const UNREAD: Drawable = { kind: "reset-before" };

const FOR_ONE_PIXEL: Fault = { kind: "throttle-pixel", pixel: PIXEL, count: 1 };

const plan = (seed: number, ...faults: [number, Drawable][]): RandomPlan => ({
  seed,
  faults: faults.map(([rate, fault]) => ({ rate, fault })),
});

/** Sends so many purchases, and says what became of each request. */
async function outcomes(tiktok: TikTokDouble, count: number): Promise<string[]> {
  const list: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const sent = post(tiktok, batch([purchase({ event_id: `order_${number}` })]));
    list.push(
      await sent.then(
        async (response) => String(((await response.json()) as { code: number }).code),
        () => "lost",
      ),
    );
  }
  return list;
}

describe("random faults", () => {
  test("are the same for the same seed and requests, and others for another seed", async () => {
    const runs: string[][] = [];
    for (const seed of [7, 7, 8]) {
      const tiktok = await start();
      tiktok.faults.atRandom(plan(seed, [0.3, BUSY], [0.2, LOST], [0.1, UNREAD]));
      runs.push(await outcomes(tiktok, 40));
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).not.toEqual(runs[0]);
    expect(new Set(runs[0])).toEqual(new Set(["0", "40100", "lost"]));
  });

  test("count what TikTok counts: a lost answer counts, a refusal and an unread request do not", async () => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(1, [0.3, BUSY], [0.3, LOST], [0.3, UNREAD]));
    await outcomes(tiktok, 60);
    const isRead = ({ events }: { events: readonly { fate: string }[] }) => events[0]?.fate === "counted";
    const counted = tiktok.received.filter(isRead);
    expect(tiktok.purchases()).toHaveLength(counted.length);
    const kinds = Map.groupBy(tiktok.received, ({ reply }) => reply.kind);
    expect(kinds.get("answer")?.length).toBeGreaterThan(10);
    expect(kinds.get("reset")?.filter(isRead).length).toBeGreaterThan(5);
    expect(kinds.get("reset")?.filter((one) => !isRead(one)).length).toBeGreaterThan(5);
    expect(tiktok.state().random).toMatchObject({ drawn: 60, spoiled: 60 - unspoiled(tiktok) });
  });

  test("come as often as their rates say", () => {
    const property = fc.property(
      fc.integer(),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      (seed, rate) => {
        const chance = new Chance(plan(seed, [rate, BUSY], [rate / 2, LOST]));
        const drawn = Array.from({ length: 4000 }, () => chance.draw());
        const share = (fault: Fault) => drawn.filter((one) => one === fault).length / drawn.length;
        // Five standard deviations at the most.
        expect(Math.abs(share(BUSY) - rate)).toBeLessThan(0.04);
        expect(Math.abs(share(LOST) - rate / 2)).toBeLessThan(0.04);
      },
    );
    fc.assert(property, { numRuns: 20 });
  });

  test("of rate 1 spoil every request, and rates may add up to exactly 1", async () => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(3, ...Array.from({ length: 10 }, (): [number, Drawable] => [0.1, BUSY])));
    expect(new Set(await outcomes(tiktok, 30))).toEqual(new Set(["40100"]));
  });

  test("stand back behind a scripted fault, which is not drawn for", async () => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(3, [1, UNREAD]));
    tiktok.faults.next(2, { kind: "code", code: 51021 });
    expect(await outcomes(tiktok, 3)).toEqual(["51021", "51021", "lost"]);
    expect(tiktok.state().random).toMatchObject({ drawn: 1, spoiled: 1 });
  });

  test("are played beside a script for one pixel", async () => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(3, [1, BUSY]));
    tiktok.faults.next(1, FOR_ONE_PIXEL);
    expect(await outcomes(tiktok, 2)).toEqual(["40132", "40100"]);
  });

  test.each(["clear", "an empty plan"])("end with %s", async (end) => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(3, [1, BUSY]));
    expect((await send(tiktok, batch())).code).toBe(40100);
    if (end === "clear") tiktok.faults.clear();
    else tiktok.faults.atRandom(plan(3));
    expect((await send(tiktok, batch())).code).toBe(0);
    expect(tiktok.state().random).toBeNull();
  });

  test.each<[string, RandomPlan]>([
    ["rates of more than 1 together", plan(1, [0.6, BUSY], [0.6, LOST])],
    ["a rate of 0", plan(1, [0, BUSY])],
    ["a negative rate", plan(1, [-0.1, BUSY])],
    ["a rate above 1", plan(1, [1.1, BUSY])],
    ["a seed with a fraction", plan(1.5, [0.1, BUSY])],
    ["a fault for one pixel", plan(1, [0.1, FOR_ONE_PIXEL as never])],
    ["a fault that is none", plan(1, [0.1, { kind: "wrong-length", by: 0 }])],
  ])("are refused with %s, and nothing changes", async (_case, wrong) => {
    const tiktok = await start();
    tiktok.faults.atRandom(plan(3, [1, BUSY]));
    expect(() => {
      tiktok.faults.atRandom(wrong);
    }).toThrow();
    expect(tiktok.state().random?.plan).toEqual(plan(3, [1, BUSY]));
  });
});

function unspoiled({ received }: TikTokDouble): number {
  return received.filter(({ reply }) => reply.kind === "answer" && reply.answer.code === 0).length;
}
