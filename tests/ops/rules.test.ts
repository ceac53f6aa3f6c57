/** The alert rules and the dashboard beside what the app really serves, and beside the runbook they lead to. */
import { readFileSync } from "node:fs";
import { Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { createGauges } from "../../app/observability/gauges.server.ts";
import { createInstruments } from "../../app/observability/instruments.server.ts";

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
}
interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: Record<"h" | "w" | "x" | "y", number>;
  targets?: { refId: string; expr: string }[];
}

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const { groups } = parse(read("ops/prometheus/throughline-rules.yml")) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const units = parse(read("ops/prometheus/throughline-rules.test.yml")) as {
  tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[];
};
const dashboard = JSON.parse(read("ops/grafana/throughline.json")) as { uid: string; panels: Panel[] };
const operations = read("docs/operations.md");

/** Every metric of the app, with its labels. */
const served = new Map<string, readonly string[]>();
const registry = new Registry();
createInstruments(registry);
createGauges(registry);
for (const metric of registry.getMetricsAsArray()) {
  const {
    name,
    labelNames = [],
    type,
  } = metric as unknown as {
    name: string;
    labelNames?: string[];
    type: unknown;
  };
  const isHistogram = String(type) === "histogram" || "buckets" in metric;
  const names = isHistogram ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
  for (const one of names) served.set(one, [...labelNames, ...(one.endsWith("_bucket") ? ["le"] : [])]);
}
/** What Prometheus itself, or prom-client of the process, adds. */
const GIVEN = new Set(["up", "nodejs_eventloop_lag_p99_seconds", "process_resident_memory_bytes"]);
const OF_THE_TARGET = ["job", "instance"];

/** The metrics an expression names, each with the labels that are asked of it. */
function metricsIn(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b((?:throughline|nodejs|process)_\w+|up\b)(?:\{([^}]*)\})?/g)].map(
    ([, name = "", selector = ""]) => ({
      name,
      labels: [...selector.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label = ""]) => label),
    }),
  );
}

function expectServed(expr: string): void {
  const named = metricsIn(expr);
  expect([expr, named.length > 0]).toEqual([expr, true]);
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => list.split(/,\s*/));
  for (const { name, labels } of named) {
    expect([expr, name, served.has(name) || GIVEN.has(name)]).toEqual([expr, name, true]);
    const known = [...(served.get(name) ?? []), ...OF_THE_TARGET];
    for (const label of labels)
      expect([expr, name, known]).toEqual([expr, name, expect.arrayContaining([label])]);
  }
  const all = named.flatMap(({ name }) => [...(served.get(name) ?? []), ...OF_THE_TARGET]);
  for (const label of grouped) expect([expr, all]).toEqual([expr, expect.arrayContaining([label])]);
}

const anchors = [...operations.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, "")
    .replaceAll(/\s/g, "-"),
);

it("there are rules, and each name once", () => {
  expect(rules.length).toBeGreaterThan(15);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

describe.each(rules)("$alert", ({ alert, expr, labels, annotations, ...rule }) => {
  it("asks only for what the app serves", () => {
    expectServed(expr);
  });

  it("says what is wrong, how bad it is, and where to read on", () => {
    expect(["critical", "warning"]).toContain(labels.severity);
    expect(rule.for).toMatch(/^\d+[mh]$/);
    expect(annotations.summary.length).toBeGreaterThan(10);
    expect(annotations.description.length).toBeGreaterThan(10);
    const [page, anchor] = annotations.runbook_url.split("#");
    expect(page).toMatch(/\/docs\/operations\.md$/);
    expect(anchors).toContain(anchor);
  });

  it("has a unit test in which it is told, and one in which it is not", () => {
    const asked = units.tests
      .flatMap((test) => test.alert_rule_test)
      .filter(({ alertname }) => alertname === alert);
    expect(asked.some(({ exp_alerts: told }) => told.length > 0)).toBe(true);
    expect(asked.some(({ exp_alerts: told }) => told.length === 0)).toBe(true);
  });
});

describe("the dashboard", () => {
  const { panels } = dashboard;

  it("asks only for what the app serves", () => {
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(20);
    for (const expr of expressions) expectServed(expr);
  });

  it("has panels with ids and titles of their own, side by side on 24 columns", () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    for (const { gridPos, title, type, targets = [] } of panels) {
      expect(title).not.toBe("");
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      expect(targets.length > 0).toBe(type !== "row");
    }
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

it("a metric that nobody serves is found out, and so is a label", () => {
  expect(() => {
    expectServed("max(throughline_nothing) > 1");
  }).toThrow();
  expect(() => {
    expectServed('sum(throughline_webhooks_total{shop="x"})');
  }).toThrow();
  expect(() => {
    expectServed("sum by (shop) (throughline_webhooks_total)");
  }).toThrow();
});

it("the runbook names only metrics that are served", () => {
  const named = [...operations.matchAll(/`(throughline_\w+)`/g)].map(([, name = ""]) => name);
  expect(named.length).toBeGreaterThan(4);
  const names = [...served.keys()];
  for (const name of named)
    expect([name, names.some((one) => one === name || one.startsWith(`${name}_`))]).toEqual([name, true]);
});
