import { describe, expect, it } from "vitest";
import type { DayCoverage } from "../../app/reconciliation/coverage.ts";
import type { Figures } from "../../app/reconciliation/figures.ts";
import { figuresView } from "../../app/ui/home/figures.ts";
import { senderProblem } from "../../app/ui/home/sender-problem.ts";
import { createFormats } from "../../app/ui/formats.server.ts";

const formats = createFormats("en-US", "UTC");

function day(number: number, accepted: number, figures?: Partial<Figures>): DayCoverage {
  const startsAt = Date.UTC(2026, 10, number);
  return {
    ...{ day: `2026-11-${number}`, startsAt, endsAt: startsAt + 86_400_000, countedAt: startsAt },
    ...{ accepted, waiting: 1, stopped: 0, missing: 0, eligible: accepted + 1, skipped: {} },
    ...{ inShopify: undefined, askedAt: undefined },
    figures: figures && { purchases: accepted, values: {}, fields: {}, latency: {}, ...figures },
  };
}

describe("the figures on Home", () => {
  it("are value by currency, the share with a click id, and the time it took", () => {
    const view = figuresView(
      [
        day(23, 4, {
          values: { EUR: 100.5, USD: 7 },
          fields: { ttclid: 1 },
          latency: { 240: 3, 9000: 1 },
        }),
        day(22, 6, { values: { EUR: 900 }, fields: { ttclid: 2 }, latency: { 180: 6 } }),
      ],
      formats,
    );
    expect(view.figures.map(({ key, values, note }) => [key, values, note])).toEqual([
      ["value", ["€1,000.50", "$7.00"], undefined],
      ["clicks", ["30%"], "3 of 10 purchases"],
      ["latency", ["180 ms"], "95 of 100 within 9 sec, from the order's arrival here"],
    ]);
  });

  it("have a bar and a row of the table for each day, the oldest first", () => {
    const { chart } = figuresView([day(23, 4, { values: { EUR: 5 } }), day(22, 0)], formats);
    expect(chart?.days.map(({ accepted, open }) => [accepted, open])).toEqual([
      [0, 1],
      [4, 1],
    ]);
    expect(chart?.days[1]?.cells).toEqual(["Mon, Nov 23", "5", "4", "€5.00"]);
    expect(chart?.label).toContain("at most 5");
  });

  it("tell of each match key how many have it, and what would raise it where many have not", () => {
    const fields = { email: 10, user_agent: 9, last_name: 10 };
    const rows = new Map(figuresView([day(23, 10, { fields })], formats).keys.map((row) => [row.key, row]));
    expect(rows.get("email")).toEqual(
      expect.objectContaining({ share: 1, shareText: "100% of purchases" }) as unknown,
    );
    expect(rows.get("email")).not.toHaveProperty("advice");
    expect(rows.get("ip")).toMatchObject({ share: 0.9, advice: expect.any(String) as string });
    expect(rows.get("phone")).toMatchObject({ share: 0, advice: expect.any(String) as string });
  });

  it("are nothing before the first purchase", () => {
    expect(figuresView([], formats)).toMatchObject({ figures: [], keys: [] });
    expect(figuresView([], formats)).not.toHaveProperty("chart");
    expect(figuresView([day(23, 4)], formats)).not.toHaveProperty("chart");
  });
});

describe("another sender", () => {
  it("is a problem when it is there, and a step when nobody has looked", () => {
    expect(senderProblem("double", formats.t)).toMatchObject([{ tone: "critical" }]);
    expect(senderProblem("possible", formats.t)).toMatchObject([{ tone: "warning" }]);
    expect([...senderProblem("open", formats.t), ...senderProblem("clear", formats.t)]).toEqual([]);
  });
});
