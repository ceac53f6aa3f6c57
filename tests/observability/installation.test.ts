import { expect, it } from "vitest";
import { createInstallationMetrics } from "../../app/observability/installation.server.ts";
import { createAllShops } from "../../app/operator/all-shops.server.ts";
import { DAY, MINUTE } from "../../app/platform/clock.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { newBench, SHOP, type Bench } from "../delivery/bench.ts";
import { change } from "../platform/temporary-database.ts";
import { samplesOf, valueOf } from "./exposition.ts";

const metricsOf = ({ database, clock }: Bench, ledger: Ledger = database.ledger) =>
  createInstallationMetrics({
    ...{ ledger, clock: () => clock.now, survey: createAllShops(ledger, () => clock.now).survey },
    freeBytes: () => Promise.resolve(12_345),
    patience: 20_000,
  });

async function newWorld(): Promise<Bench> {
  const bench = await newBench();
  for (const [shop, gone] of [
    [SHOP, null],
    ["other.example", null],
    ["gone.example", 5],
  ])
    await change(
      bench.database,
      "INSERT INTO shop (domain, installed_at, uninstalled_at) VALUES (@shop, 1, @gone)",
      { shop, gone },
    );
  return bench;
}

it("the figures are those of all shops together", async () => {
  const bench = await newWorld();
  const { database, clock } = bench;
  await bench.connect();
  await bench.addOrder("1");
  await bench.addOrder("2");
  await bench.route();
  clock.now += 20 * MINUTE;
  await bench.addOrder("3");
  clock.now += MINUTE;
  const day = (age: number) => new Date(clock.now - age * DAY).toISOString().slice(0, 10);
  for (const [shop, age] of [
    [SHOP, 0],
    ["other.example", 1],
    [SHOP, 3],
  ] as const)
    await change(
      database,
      `INSERT INTO coverage_day (shop, day, starts_at, ends_at, eligible, accepted, waiting, stopped, skipped, counted_at)
       VALUES (@shop, @day, 1, 2, 10, 7, 2, 1, '{}', 1)`,
      { shop, day: day(age) },
    );
  for (const [shop, due, failures] of [
    [SHOP, clock.now - 9 * MINUTE, 2],
    ["other.example", clock.now + MINUTE, 0],
    ["gone.example", 1, 9],
  ])
    await change(
      database,
      "INSERT INTO sweep (shop, watermark, due_at, failures) VALUES (@shop, 1, @due, @failures)",
      { shop, due, failures },
    );
  await change(
    database,
    `INSERT INTO alert (shop, condition, opened_at, closed_at, facts) VALUES (@shop, 'refusals', 1, NULL, '{}'), (@shop, 'refusals', 1, 2, '{}')`,
    { shop: SHOP },
  );
  const samples = samplesOf(await metricsOf(bench).text());
  const value = (name: string, labels = {}) => valueOf(samples, `throughline_${name}`, labels);
  expect(value("shops")).toBe(2);
  expect(value("shops_in_trouble", { trouble: "late" })).toBe(1);
  expect(value("pixels", { state: "connected" })).toBe(1);
  expect(value("orders_waiting")).toBe(1);
  expect(value("order_oldest_seconds")).toBe(60);
  expect(value("deliveries", { state: "pending" })).toBe(2);
  expect(value("delivery_oldest_seconds", { state: "pending" })).toBe(21 * 60);
  expect(value("delivery_oldest_seconds", { state: "paused" })).toBe(0);
  expect(value("coverage_orders", { result: "eligible" })).toBe(20);
  expect(value("coverage_orders", { result: "accepted" })).toBe(14);
  expect(value("sweep_lag_seconds")).toBe(9 * 60);
  expect(value("sweeps_failing")).toBe(1);
  expect(value("alerts_open")).toBe(1);
  expect(value("alert_message_lag_seconds")).toBe(0);
  expect(value("database_free_bytes")).toBe(12_345);
});

it("no label tells a shop from another", async () => {
  const text = await metricsOf(await newWorld()).text();
  expect(text).not.toMatch(/northpine|example/);
  expect(samplesOf(text).length).toBeLessThan(60);
});

it("an order that waits for its payment is not late", async () => {
  const bench = await newWorld();
  await bench.connect();
  await bench.addOrder("1");
  await change(bench.database, `UPDATE "order" SET waiting_for = 'payment'`);
  bench.clock.now += 60 * MINUTE;
  const samples = samplesOf(await metricsOf(bench).text());
  expect(valueOf(samples, "throughline_orders_waiting")).toBe(1);
  expect(valueOf(samples, "throughline_order_oldest_seconds")).toBe(0);
  expect(valueOf(samples, "throughline_shops_in_trouble", { trouble: "late" })).toBe(0);
});

it("there are no figures, rather than old ones, while the database does not tell", async () => {
  const bench = await newWorld();
  const broken: Ledger = { ...bench.database.ledger, read: () => Promise.reject(new Error("gone")) };
  expect(await metricsOf(bench, broken).text()).toBe("");
});

it("however many ask, the database is read once", async () => {
  const bench = await newWorld();
  let reads = 0;
  const counted: Ledger = {
    ...bench.database.ledger,
    read(steps) {
      reads += 1;
      return bench.database.ledger.read(steps);
    },
  };
  const metrics = metricsOf(bench, counted);
  await Promise.all(Array.from({ length: 20 }, () => metrics.text()));
  expect(reads).toBe(3);
});
