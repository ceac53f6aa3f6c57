import { describe, expect, it } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import { newBench, NOW, OTHER_PIXEL, PIXEL, SHOP, type Bench } from "./bench.ts";

const DEAD = { kind: "unauthorised" } as const;

async function claim(bench: Bench, limit: number): Promise<[Claimed, ...Claimed[]]> {
  const [first, ...others] = await bench.claim(limit);
  if (first === undefined) throw new Error("nothing was due");
  return [first, ...others];
}

describe("a second pixel", () => {
  async function benchWithTwo(): Promise<Bench> {
    const bench = await newBench();
    await bench.connect();
    await bench.connect({ pixel: OTHER_PIXEL, token: "other-token" });
    for (const id of ["1", "2"]) await bench.addOrder(id);
    await bench.route();
    return bench;
  }
  const byPixel = async (bench: Bench) =>
    (await bench.deliveries()).map((row) => `${row.order_id} ${row.pixel_code} ${row.state}`);

  it("gets a delivery of its own for every order", async () => {
    const bench = await benchWithTwo();
    expect(await byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} pending`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} pending`, `2 ${OTHER_PIXEL} pending`],
    ]);
    expect((await bench.connections.pixelOf(SHOP, OTHER_PIXEL))?.token.reveal()).toBe("other-token");
    expect((await bench.connections.pixelOf(SHOP))?.code).toBe(PIXEL);
  });

  it("goes on when the first one's token is refused", async () => {
    const bench = await benchWithTwo();
    await bench.settle((await claim(bench, 1))[0], DEAD);
    expect(await byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} paused`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} paused`, `2 ${OTHER_PIXEL} pending`],
    ]);
  });

  it("goes on when the first one is disconnected, and takes nothing of it over: it has every order already", async () => {
    const bench = await benchWithTwo();
    const [first] = await claim(bench, 1);
    await bench.connections.disconnect(SHOP, PIXEL);
    expect(await bench.connections.hasPixel(SHOP, PIXEL)).toBe(false);
    expect(await bench.connections.hasPixel(SHOP, OTHER_PIXEL)).toBe(true);
    const step = { state: "held", reason: "pixel_changed", ambiguousAt: undefined } as const;
    await bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect(await byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} held`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} paused`, `2 ${OTHER_PIXEL} pending`],
    ]);
  });

  it("lets a delivery go that found its pixel gone, when that is back before the turn ends", async () => {
    const bench = await benchWithTwo();
    const [first] = await claim(bench, 1);
    await bench.connections.disconnect(SHOP, PIXEL);
    expect(await bench.connections.pixelToSendTo(SHOP, PIXEL)).toEqual({ kind: "pixel_changed" });
    await bench.connect();
    expect(await bench.connections.pixelToSendTo(SHOP, PIXEL)).toMatchObject({ kind: "connected" });
    const step = { state: "held", reason: "pixel_changed", ambiguousAt: NOW } as const;
    await bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect((await byPixel(bench))[0]).toBe(`1 ${PIXEL} pending`);
  });

  it("leaves what waits for the first one where it is, until that is connected again", async () => {
    const bench = await benchWithTwo();
    await bench.connections.disconnect(SHOP, PIXEL);
    await bench.connect({ pixel: "CTHIRDPIXEL000000001" });
    expect((await byPixel(bench))[0]).toBe(`1 ${PIXEL} paused`);
    await bench.connect();
    expect((await byPixel(bench))[0]).toBe(`1 ${PIXEL} pending`);
  });
});
