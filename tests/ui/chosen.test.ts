import { describe, expect, it } from "vitest";
import { afterTick, NOTHING_CHOSEN, type Chosen, type Tick } from "../../app/ui/orders/chosen.ts";

const page = ["1", "2", "3", "4"];
const after = (...ticks: Tick[]): Chosen =>
  ticks.reduce((chosen, tick) => afterTick(chosen, tick, page), NOTHING_CHOSEN);

describe("choosing orders", () => {
  it("takes and leaves one at a time", () => {
    expect(after({ kind: "one", id: "2", on: true }, { kind: "one", id: "3", on: true })).toEqual({
      all: false,
      ids: ["2", "3"],
    });
    expect(after({ kind: "one", id: "2", on: true }, { kind: "one", id: "2", on: false })).toEqual(
      NOTHING_CHOSEN,
    );
  });

  it("takes each once, in a range or by itself", () => {
    const chosen = after({ kind: "one", id: "2", on: true }, { kind: "range", from: 1, to: 2, on: true });
    expect(chosen.ids).toEqual(["2", "3"]);
    expect(after({ kind: "page", on: true }, { kind: "range", from: 0, to: 2, on: false }).ids).toEqual([
      "4",
    ]);
  });

  it("means all that match only when it is asked to", () => {
    expect(after({ kind: "page", on: true })).toEqual({ all: false, ids: page });
    expect(after({ kind: "page", on: true }, { kind: "all", on: true })).toEqual({ all: true, ids: page });
    expect(after({ kind: "all", on: true }, { kind: "all", on: false })).toEqual(NOTHING_CHOSEN);
  });

  it("means the rest of the page when one is taken out of all that match", () => {
    expect(after({ kind: "all", on: true }, { kind: "one", id: "1", on: false })).toEqual({
      all: false,
      ids: ["2", "3", "4"],
    });
  });
});
