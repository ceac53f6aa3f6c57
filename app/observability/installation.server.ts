import { Registry } from "prom-client";
import type { Survey } from "../operator/all-shops.server.ts";
import { TROUBLES, type SurveyedShop } from "../operator/standing.ts";
import { DAY, SECOND, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { createGauges, type Gauges } from "./gauges.server.ts";
import { within } from "./patience.ts";

/** How all shops stand together, as Prometheus reads it. */
export interface InstallationMetrics {
  /** Read from the database, seconds old at most. Empty while the database does not tell. */
  text(): Promise<string>;
}

export interface InstallationOptions {
  ledger: Ledger;
  /** How each shop stands; bounded, and read in small steps (app/operator/all-shops.server.ts). */
  survey(): Promise<Survey>;
  /** Bytes free where the database lies; undefined where that cannot be seen from here. */
  freeBytes(): Promise<number | undefined>;
  /** How long the database may take, milliseconds. */
  patience?: number;
  clock: Clock;
}

/** Prometheus itself waits ten seconds. */
const PATIENCE = 5 * SECOND;
const FRESH = 5 * SECOND;

const OF_INSTALLED = `FROM sweep JOIN shop ON shop.domain = sweep.shop WHERE shop.uninstalled_at IS NULL`;

const SQL = {
  figures: `
    SELECT (SELECT min(sweep.due_at) ${OF_INSTALLED}) AS "sweepDueAt",
           (SELECT count(*) ${OF_INSTALLED} AND sweep.failures > 0) AS "sweepsFailing",
           (SELECT count(*) FROM alert WHERE closed_at IS NULL) AS "alertsOpen",
           (SELECT min(due_at) FROM alert_message WHERE due_at IS NOT NULL) AS "messageDueAt"`,
  coverage: `
    SELECT coalesce(sum(eligible), 0) AS eligible, coalesce(sum(accepted), 0) AS accepted,
           coalesce(sum(waiting), 0) AS waiting, coalesce(sum(stopped), 0) AS stopped
    FROM coverage_day WHERE day >= @day`,
} as const;

interface Figures {
  sweepDueAt: number | null;
  sweepsFailing: number;
  alertsOpen: number;
  messageDueAt: number | null;
}

type CoverageSums = Record<"eligible" | "accepted" | "waiting" | "stopped", number>;

/** The gauges of the whole installation. Every process that serves them tells the same: whoever reads them takes the maximum. */
export function createInstallationMetrics(options: InstallationOptions): InstallationMetrics {
  const { ledger, clock, survey, freeBytes, patience = PATIENCE } = options;
  const run = prepareAll(ledger, SQL);
  const registry = new Registry();
  const gauges = createGauges(registry);
  let last: { at: number; looked: Promise<void> } | undefined;

  async function look(): Promise<void> {
    const startedAt = performance.now();
    const now = clock();
    const day = new Date(now - DAY).toISOString().slice(0, 10);
    const [{ shops }, figures, coverage, free] = await Promise.all([
      survey(),
      ledger.read(() => run.figures.get<Figures>()),
      ledger.read(() => run.coverage.get<CoverageSums>({ day })),
      freeBytes(),
    ]);
    setShops(gauges, shops, now);
    if (figures !== undefined) setFigures(gauges, figures, now);
    for (const [result, orders] of Object.entries(coverage ?? {})) gauges.coverage.set({ result }, orders);
    gauges.freeBytes.set(free ?? NaN);
    gauges.surveySeconds.set((performance.now() - startedAt) / SECOND);
  }

  return {
    async text() {
      const at = performance.now();
      if (last === undefined || at - last.at > FRESH) last = { at, looked: look() };
      try {
        await within(patience, last.looked);
        return await registry.metrics();
      } catch {
        // Old figures would look like fresh ones: what is missing is noticed.
        return "";
      }
    },
  };
}

function setFigures(gauges: Gauges, figures: Figures, now: number): void {
  const lag = (dueAt: number | null) => Math.max(0, now - (dueAt ?? now)) / SECOND;
  gauges.sweepLag.set(lag(figures.sweepDueAt));
  gauges.sweepsFailing.set(figures.sweepsFailing);
  gauges.alertsOpen.set(figures.alertsOpen);
  gauges.messageLag.set(lag(figures.messageDueAt));
}

/** Of each state: how many, and since when the oldest. */
const MOVING = {
  pending: "oldestPendingAt",
  leased: "oldestLeasedAt",
  retrying: "oldestRetryingAt",
  paused: "oldestPausedAt",
} as const satisfies Record<string, keyof SurveyedShop>;

function setShops(gauges: Gauges, all: readonly SurveyedShop[], now: number): void {
  const shops = all.filter(({ uninstalledAt }) => uninstalledAt === null);
  const sum = (figure: (shop: SurveyedShop) => number) =>
    shops.reduce((total, shop) => total + figure(shop), 0);
  const oldest = (moment: (shop: SurveyedShop) => number | null) =>
    Math.max(0, ...shops.map((shop) => now - (moment(shop) ?? now))) / SECOND;

  gauges.shops.set(shops.length);
  for (const trouble of TROUBLES)
    gauges.troubled.set(
      { trouble },
      sum(({ troubles }) => (troubles.includes(trouble) ? 1 : 0)),
    );
  gauges.pixels.set(
    { state: "connected" },
    sum(({ pixels, pausedPixels }) => pixels - pausedPixels),
  );
  gauges.pixels.set(
    { state: "paused" },
    sum(({ pausedPixels }) => pausedPixels),
  );
  gauges.ordersWaiting.set(sum(({ waitingOrders }) => waitingOrders));
  // Without a pixel orders wait for the merchant.
  gauges.orderOldest.set(oldest(({ pixels, oldestOrderAt }) => (pixels > 0 ? oldestOrderAt : null)));
  for (const state of Object.keys(MOVING) as (keyof typeof MOVING)[]) {
    gauges.deliveries.set(
      { state },
      sum((shop) => shop[state]),
    );
    gauges.deliveryOldest.set(
      { state },
      oldest((shop) => shop[MOVING[state]]),
    );
  }
  gauges.stopped.set(
    { state: "held" },
    sum(({ held }) => held),
  );
  gauges.stopped.set(
    { state: "refused" },
    sum(({ refused }) => refused),
  );
  gauges.unread.set(sum(({ unreadable }) => unreadable));
}
