import { describe, expect, it } from "vitest";
import type { DayCoverage } from "../../app/reconciliation/coverage.ts";
import { createFormats } from "../../app/ui/formats.server.ts";
import { purchasesView } from "../../app/ui/home/purchases.ts";

const formats = createFormats("en-US", "UTC");

function day(number: number, numbers: Partial<DayCoverage>): DayCoverage {
  const { accepted = 0, waiting = 0, stopped = 0, missing = 0 } = numbers;
  const startsAt = Date.UTC(2026, 10, number);
  return {
    ...{ day: `2026-11-${number}`, startsAt, endsAt: startsAt + 86_400_000, countedAt: startsAt },
    ...{ accepted, waiting, stopped, missing, eligible: accepted + waiting + stopped + missing, skipped: {} },
    ...{ inShopify: undefined, askedAt: undefined, figures: undefined },
  };
}

describe("the number on Home", () => {
  it("is what TikTok accepted of the eligible orders, today and lately", () => {
    const view = purchasesView([day(23, { accepted: 4 }), day(22, { accepted: 1200 })], formats);
    expect(view).toMatchObject({
      today: "4 of 4",
      lately: "1,204 of 1,204",
      span: "Last 2 days",
      gap: false,
    });
  });

  it("says that there is a gap, and what it is", () => {
    const view = purchasesView(
      [day(23, { accepted: 4, waiting: 1 }), day(22, { stopped: 2, missing: 1 })],
      formats,
    );
    expect(view).toMatchObject({ today: "4 of 5", lately: "4 of 8", gap: true });
    expect(view.sentence).toContain("1 waits and will go out, 2 are stopped, and 1 is missing");
  });

  it("is shown once on the first day, which is all there is", () => {
    const view = purchasesView([day(23, { accepted: 4 })], formats);
    expect(view).toMatchObject({ lately: "4 of 4", span: "Today" });
    expect(view).not.toHaveProperty("today");
    expect(view.sentence).toBe("TikTok has accepted every eligible order of the last day.");
  });

  it("is not shown while there is nothing to count", () => {
    const view = purchasesView([day(23, {})], formats);
    expect(view).toMatchObject({ empty: true, gap: false });
    expect(view.today).toBeUndefined();
  });
});
