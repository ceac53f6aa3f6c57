import { describe, expect, it } from "vitest";
import { STATES } from "../../app/delivery/states.ts";
import { orderLine } from "../../app/ui/receipt/order-line.ts";
import { delivery, facts, NOON, order } from "./records.ts";

const of = (...deliveries: Parameters<typeof delivery>[0][]) =>
  orderLine(order(deliveries.map((one) => delivery(one))), true);

describe("an order in one line", () => {
  it("is counted only where TikTok has it, and not as a test", () => {
    expect(STATES.filter((state) => of({ state }) === "counted")).toEqual(["delivered"]);
    expect(of({ testEventCode: "T" })).toBe("test");
  });

  it("with several pixels is what needs a person most", () => {
    expect(of({}, { state: "refused" })).toBe("stopped");
    expect(of({}, { state: "pending" })).toBe("on_its_way");
    expect(of({}, { state: "skipped" })).toBe("counted");
    expect(of({ state: "skipped" })).toBe("not_sent");
  });

  it("claims nothing where nobody can know", () => {
    expect(of({ state: "retrying", ambiguousAt: new Date(NOON) })).toBe("unsure");
  });

  it("without an event tells waiting, on its way, gone and unknown apart", () => {
    expect(orderLine(order([]), true)).toBe("on_its_way");
    expect(orderLine(order([]), false)).toBe("waiting");
    expect(orderLine(order([], facts(), { waitingFor: "payment" }), true)).toBe("waiting");
    expect(orderLine(order([], facts(), { facts: "{}" }), true)).toBe("not_sent");
    expect(orderLine(null, true)).toBe("unknown");
  });
});
