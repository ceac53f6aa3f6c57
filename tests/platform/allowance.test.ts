import { describe, expect, it } from "vitest";
import { createAllowance } from "../../app/platform/allowance.server.ts";

const HOUR = 3_600_000;

/** Which of so many tries in a row are too many. */
async function tooMany(tries: number, take: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let turn = 1; turn <= tries; turn++) if ((await take()) !== undefined) found.push(turn);
  return found;
}

describe("an allowance", () => {
  it("lets everybody do something so many times, and says once that it is too much, and for how long", async () => {
    const allowance = createAllowance({ times: 3, per: HOUR });
    expect(await tooMany(3, () => allowance.take("one"))).toEqual([]);
    const [first, second] = [await allowance.take("one"), await allowance.take("one")];
    expect([first?.isFirst, second?.isFirst]).toEqual([true, false]);
    for (const { waitMs } of [first, second].filter((excess) => excess !== undefined)) {
      expect(waitMs).toBeGreaterThan(HOUR - 60_000);
      expect(waitMs).toBeLessThanOrEqual(HOUR);
    }
    expect(await allowance.take("other")).toBeUndefined();
  });

  it("counts at once what comes at once", async () => {
    const allowance = createAllowance({ times: 5, per: HOUR });
    const answers = await Promise.all(Array.from({ length: 9 }, () => allowance.take("one")));
    expect(answers.filter((excess) => excess !== undefined)).toHaveLength(4);
  });

  it("begins anew for whom it forgets", async () => {
    const allowance = createAllowance({ times: 1, per: HOUR });
    await allowance.take("one");
    await allowance.forget("one");
    expect(await allowance.take("one")).toBeUndefined();
    expect(await allowance.take("one")).toBeDefined();
  });

  it("ends by itself", async () => {
    const allowance = createAllowance({ times: 1, per: 1 });
    await allowance.take("one");
    await expect.poll(() => allowance.take("one"), { timeout: 20_000, interval: 5 }).toBeUndefined();
  });

  it("knows no more keys than it may: the oldest are forgotten, and the newest are not", async () => {
    const allowance = createAllowance({ times: 1, per: HOUR, mostKeys: 100 });
    for (let key = 0; key < 1000; key++) expect(await allowance.take(`key ${key}`)).toBeUndefined();
    const known: number[] = [];
    // From the newest on, for asking after one that is forgotten pushes another out.
    for (let key = 999; key >= 900; key--)
      if ((await allowance.take(`key ${key}`)) !== undefined) known.push(key);
    expect(known).toHaveLength(100);
    expect(await allowance.take("key 0")).toBeUndefined();
  });

  it("is not worn out by a stranger's many keys: whoever is over it stays so while there is room", async () => {
    const allowance = createAllowance({ times: 1, per: HOUR, mostKeys: 100 });
    await allowance.take("one");
    for (let key = 0; key < 99; key++) await allowance.take(`key ${key}`);
    expect(await allowance.take("one")).toBeDefined();
  });
});
