import { describe, expect, it } from "vitest";
import type { ReplayLine } from "../../app/delivery/replay.server.ts";
import { retryView } from "../../app/ui/receipt/retry-view.ts";
import { formats } from "./records.ts";

const line = (pixelCode: string, verdict: ReplayLine["verdict"]): ReplayLine => ({
  ...{ deliveryId: 1, orderId: "5001", pixelCode, state: "held", verdict },
});

describe("sending an order again", () => {
  it("is offered only where something is stopped", () => {
    expect(retryView([], formats)).toBeUndefined();
  });

  it("says for each pixel what would happen, and why not", () => {
    const view = retryView(
      [line("CONE", { again: true }), line("CTWO", { again: false, reason: "fate_unknown_too_long" })],
      formats,
    );
    expect(view?.possible).toBe(true);
    expect(view?.lines[0]).toMatch(/CONE .* would be sent again/);
    expect(view?.lines[1]).toMatch(/CTWO .* not be sent again.*48 hours/);
  });

  it("of a refused one says that it may not help", () => {
    const refused = { ...line("CONE", { again: true }), state: "refused" };
    expect(retryView([refused], formats)?.lines[0]).toContain("only if something has changed");
  });

  it("is not possible where every copy could count twice", () => {
    expect(retryView([line("CONE", { again: false, reason: "too_old_to_send" })], formats)?.possible).toBe(
      false,
    );
  });
});
