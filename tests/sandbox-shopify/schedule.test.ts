import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RealTime, SimulatedTime } from "../../sandbox/orders/schedule.ts";

describe("simulated time", () => {
  it("runs jobs in the order of their times, those of one moment in the order they were asked for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), async (waits) => {
        const time = new SimulatedTime(1000);
        const ran: { turn: number; at: number }[] = [];
        waits.forEach((wait, turn) => time.after(wait, () => void ran.push({ turn, at: time.now() })));
        await time.advance(20);
        const expected = waits.map((wait, turn) => ({ turn, at: 1000 + wait }));
        expect(ran).toEqual(expected.toSorted((a, b) => a.at - b.at || a.turn - b.turn));
        expect(time.now()).toBe(1020);
      }),
    );
  });

  it("waits for a job that takes its time before the next one begins", async () => {
    const time = new SimulatedTime(0);
    const ran: string[] = [];
    time.after(1, async () => {
      await Promise.resolve();
      ran.push("first");
    });
    time.after(1, () => void ran.push("second"));
    await time.advance(1);
    expect(ran).toEqual(["first", "second"]);
  });

  it("runs what a job asks for in the same stretch, and nothing that was taken back or lies beyond", async () => {
    const time = new SimulatedTime(0);
    const ran: number[] = [];
    const note = () => void ran.push(time.now());
    time.after(5, () => void time.after(5, note));
    time.after(7, note)();
    time.after(11, note);
    await time.advanceTo(10);
    expect(ran).toEqual([10]);
  });
});

describe("real time", () => {
  it("runs a job, unless it is taken back", async () => {
    const time = new RealTime();
    const ran: string[] = [];
    time.after(0, () => void ran.push("taken back"))();
    time.after(2, () => void ran.push("taken back too"))();
    await new Promise<void>((resolve) => {
      time.after(0, () => void ran.push("at once"));
      time.after(3, () => {
        ran.push("later");
        resolve();
      });
    });
    expect(ran).toEqual(["at once", "later"]);
  });
});
