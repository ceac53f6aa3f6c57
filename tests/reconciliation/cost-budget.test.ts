import { describe, expect, it } from "vitest";
import { CostBudget, PageSize } from "../../app/reconciliation/cost-budget.ts";

describe("a shop's budget", () => {
  const cost = { requested: 1, actual: 1, maximum: 2000, available: 1300, restoreRate: 100 };

  it("counts questions that are not answered yet", () => {
    const budget = new CostBudget();
    budget.answered(0, cost, 0);
    expect(budget.waitFor(200, 0)).toBe(0);
    budget.asked(200);
    expect(budget.waitFor(200, 0)).toBe(1000);
    budget.answered(200, undefined, 0);
    expect(budget.waitFor(200, 0)).toBe(0);
  });

  it("lets a question dearer than half of the bucket wait until it is full", () => {
    const budget = new CostBudget();
    budget.answered(0, cost, 0);
    expect(budget.waitFor(1500, 0)).toBe(7000);
    expect(budget.waitFor(1500, 7000)).toBe(0);
  });
});

describe("the size of a page", () => {
  it("follows what Shopify says that it costs", () => {
    const size = new PageSize(76, 250);
    expect(size.within(200)).toBe(2);
    size.learn(2, 30);
    expect(size.within(200)).toBe(13);
    size.learn(13, 6500);
    expect(size.within(200)).toBe(1);
    size.learn(1, 0.1);
    expect(size.within(200)).toBe(250);
  });
});
