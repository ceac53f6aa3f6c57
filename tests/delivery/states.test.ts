import { describe, expect, it } from "vitest";
import {
  isDeliveryState,
  isLegal,
  STATES,
  statesBefore,
  type DeliveryState,
} from "../../app/delivery/states.ts";
import { change } from "../platform/temporary-database.ts";
import { newBench } from "./bench.ts";

/** Every legal move, written out a second time so that a change must be meant. */
const LEGAL: Record<DeliveryState, string> = {
  pending: "leased paused held skipped expired",
  leased: "leased pending delivered retrying paused held refused expired skipped",
  retrying: "leased paused held expired skipped",
  paused: "pending held expired skipped",
  held: "pending expired skipped",
  delivered: "",
  refused: "pending skipped",
  skipped: "",
  expired: "",
};

const PAIRS = STATES.flatMap((from) =>
  STATES.map((to) => [from, to, LEGAL[from].split(" ").includes(to)] as const),
);

describe("the states of a delivery", () => {
  it.each(PAIRS)("%s to %s: %s", (from, to, legal) => {
    expect(isLegal(from, to)).toBe(legal);
  });

  it("can only be reached from where they may be", () => {
    for (const to of STATES) expect(statesBefore(to)).toEqual(STATES.filter((from) => isLegal(from, to)));
  });

  it("are delivered only out of an attempt, and never left again", () => {
    expect(statesBefore("delivered")).toEqual(["leased"]);
    for (const to of STATES) expect(isLegal("delivered", to)).toBe(false);
  });

  it("are nothing else", () => {
    expect(isDeliveryState("pending")).toBe(true);
    expect(isDeliveryState("sent")).toBe(false);
    expect(isDeliveryState("")).toBe(false);
  });

  it("are held to by the database, whatever the code does", async () => {
    const { database, connect, addOrder, route } = await newBench();
    await connect();
    await addOrder("1");
    await route();
    await expect(change(database, "UPDATE delivery SET state = 'delivered'")).rejects.toThrow(
      /a delivery cannot (move|make this move)/,
    );
  });
});
