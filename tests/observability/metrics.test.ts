import { describe, expect, it } from "vitest";
import type { Claimed, Settlement } from "../../app/delivery/outbox.ts";
import type { Handover } from "../../app/delivery/turn.ts";
import { createMetrics } from "../../app/observability/metrics.server.ts";
import type { Readiness } from "../../app/observability/readiness.server.ts";
import { samplesOf, valueOf } from "./exposition.ts";

const stands: Readiness = {
  ...{ status: "ready", database: "answers", migrations: "current", worker: "alive" },
  ...{ workerSeenSecondsAgo: 3, workersAlive: 2 },
};
const NOW = 1_000_000_000;
const claimed: Claimed = {
  ...{
    id: 1,
    shop: "northpine.myshopify.com",
    orderId: "1",
    pixelCode: "C",
    lane: "live",
    event: "{}",
    attempts: 1,
  },
  ...{ ambiguousAt: undefined, placedAt: NOW - 42_000, lease: "x", batchSize: 1, traceparent: null },
};
const answered = (code: number | undefined): Handover => ({
  ...{ kind: "attempted", testEventCode: undefined, connectedAt: 1, pixelPaused: false },
  result: { outcome: { kind: "unclear" }, answer: code === undefined ? {} : { code } },
});

describe("what a process counts", () => {
  it("is each webhook by topic and outcome, and the time of those that were acknowledged", async () => {
    const metrics = createMetrics();
    metrics.onWebhook("orders/paid", "accepted", 12);
    metrics.onWebhook("orders/paid", "busy", 1);
    metrics.onWebhook(undefined, "no_such_topic", 1);
    const samples = samplesOf(await metrics.text(stands));
    const count = (labels: Record<string, string>) => valueOf(samples, "throughline_webhooks_total", labels);
    expect(count({ topic: "orders/paid", outcome: "accepted" })).toBe(1);
    expect(count({ topic: "orders/paid", outcome: "busy" })).toBe(1);
    expect(count({ topic: "none", outcome: "no_such_topic" })).toBe(1);
    expect(valueOf(samples, "throughline_webhook_ack_seconds_count")).toBe(1);
    expect(valueOf(samples, "throughline_webhook_ack_seconds_sum")).toBeCloseTo(0.012);
  });

  it("is a verdict for each event of a request, and never more series than there are known codes", async () => {
    const metrics = createMetrics();
    for (const code of [undefined, 40_132, ...Array.from({ length: 500 }, (_, index) => 90_000 + index)])
      await metrics.sending(() => Promise.resolve(answered(code)))([claimed, claimed, claimed]);
    await metrics.sending(() => Promise.resolve({ kind: "disconnected" }))([claimed]);
    const samples = samplesOf(await metrics.text(stands));
    const requests = samples.filter(
      ({ name, value }) => name === "throughline_tiktok_requests_total" && value > 0,
    );
    expect(requests.map(({ labels, value }) => [labels["code"], value]).sort()).toEqual([
      ["40132", 1],
      ["none", 1],
      ["other", 500],
    ]);
    expect(valueOf(samples, "throughline_verdicts_total", { outcome: "unclear", code: "40132" })).toBe(3);
    expect(valueOf(samples, "throughline_tiktok_request_seconds_count", { outcome: "unclear" })).toBe(502);
  });

  it("is what was settled under its lease, and apart from it what was not", async () => {
    const metrics = createMetrics();
    const settlements: Settlement[] = [
      { claimed, step: { state: "delivered" }, at: NOW },
      { claimed, step: { state: "delivered" }, at: NOW },
    ];
    expect(await metrics.settling(() => Promise.resolve([true, false]))(settlements)).toEqual([true, false]);
    const samples = samplesOf(await metrics.text(stands));
    expect(valueOf(samples, "throughline_settlements_total", { state: "delivered" })).toBe(1);
    expect(valueOf(samples, "throughline_lost_leases_total")).toBe(1);
    expect(valueOf(samples, "throughline_purchase_age_seconds_sum", { lane: "live" })).toBe(42);
    expect(valueOf(samples, "throughline_commit_size_sum", { kind: "settlements" })).toBe(2);
  });

  it("passes on what a commit throws, and has timed it", async () => {
    const metrics = createMetrics();
    const commit = metrics.committing("hints", () => Promise.reject(new Error("the disk is full")));
    await expect(commit([1, 2, 3])).rejects.toThrow("the disk is full");
    expect(
      valueOf(samplesOf(await metrics.text(stands)), "throughline_commit_seconds_count", { kind: "hints" }),
    ).toBe(1);
  });

  it("says what is known of database and workers, and nothing of workers while the database is silent", async () => {
    const metrics = createMetrics();
    const told = async (readiness: Readiness) => {
      const samples = samplesOf(await metrics.text(readiness));
      return ["database_up", "workers", "worker_heartbeat_age_seconds"].map((name) =>
        valueOf(samples, `throughline_${name}`),
      );
    };
    expect(await told(stands)).toEqual([1, 2, 3]);
    const never: Readiness = { ...stands, workersAlive: 0 };
    delete never.workerSeenSecondsAgo;
    expect(await told(never)).toEqual([1, 0, Infinity]);
    expect(
      await told({ status: "not_ready", database: "silent", migrations: "unknown", worker: "unknown" }),
    ).toEqual([0, NaN, NaN]);
  });

  it("begins at zero, so that the first event an alert waits for is seen", async () => {
    const samples = samplesOf(await createMetrics().text(stands));
    expect(
      valueOf(samples, "throughline_tiktok_requests_total", { outcome: "operator", code: "41000" }),
    ).toBe(0);
    expect(valueOf(samples, "throughline_settlements_total", { state: "refused" })).toBe(0);
    expect(
      valueOf(samples, "throughline_webhooks_total", { topic: "orders/paid", outcome: "not_stored" }),
    ).toBe(0);
  });

  it("is named as Prometheus asks: one prefix, base units, _total for what only grows", async () => {
    const text = await createMetrics().text(stands);
    for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
      expect(name).toMatch(/^(throughline|process|nodejs)_[a-z0-9_]+$/);
      if (name.startsWith("throughline_")) expect(name.endsWith("_total")).toBe(type === "counter");
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|kb|mb)(_|$)/);
    }
  });
});
