import { DAY, SECOND, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { troublesOf, type ShopStanding, type SurveyedShop } from "./standing.ts";

/** What the whole installation did last, milliseconds since the epoch; null for what it never did. */
export interface Pulse {
  /** A webhook came in. */
  webhookAt: number | null;
  /** The worker claimed deliveries. */
  claimedAt: number | null;
  /** TikTok was asked. */
  attemptAt: number | null;
  /** A shop's orders were compared with Shopify's list. */
  comparedAt: number | null;
  /** Work that one process at a time does, and is doing now; the first of them by name. */
  leases: { name: string; endsAt: number }[];
}

/** All shops as they stood at a moment. */
export interface Survey {
  at: number;
  shops: readonly SurveyedShop[];
}

/** What the operator sees of all shops. The only reads in the app that are not of one shop. */
export interface AllShops {
  /** Every shop; seconds old at most. */
  survey(): Promise<Survey>;
  pulse(): Promise<Pulse>;
}

/** Nothing of a shop is counted any further. */
export const COUNTED = 1000;
/** Shops that are read at once: SQLite answers nobody else meanwhile. */
const AT_ONCE = 25;
const FRESH_MS = 15 * SECOND;
const LEASES = 50;
/** Older orders and answers are no sign of life. */
const LOOKBACK = 90 * DAY;
const WEEK = 7 * DAY;

const counted = (rows: string) =>
  `(SELECT count(*) FROM (SELECT 1 FROM ${rows} LIMIT ${COUNTED}) AS counted)`;
const inState = (state: string) => `delivery d WHERE d.shop = s.domain AND d.state = '${state}'`;
const countedIn = (state: string) => counted(inState(state));
const sinceWeek = (state: string) => counted(`${inState(state)} AND d.placed_at >= @week`);
// Of those that are counted: what waits began to wait when its delivery was made, and the index knows when its order was placed.
const oldest = (state: string) =>
  `(SELECT min(known.created_at) FROM (
      SELECT d.created_at FROM ${inState(state)} ORDER BY d.placed_at LIMIT ${COUNTED}) AS known)`;
const newest = (state: string) =>
  `(SELECT d.settled_at FROM ${inState(state)} AND d.placed_at >= @lookback ORDER BY d.placed_at DESC LIMIT 1)`;

const SQL = {
  shops: `
    SELECT s.domain AS shop, s.name, s.installed_at AS "installedAt", s.uninstalled_at AS "uninstalledAt",
      s.admin_problem AS "adminProblem", CASE WHEN s.web_pixel_id IS NULL THEN 0 ELSE 1 END AS "webPixel",
      (SELECT count(*) FROM pixel p WHERE p.shop = s.domain) AS pixels,
      (SELECT count(*) FROM pixel p WHERE p.shop = s.domain AND p.paused_at IS NOT NULL) AS "pausedPixels",
      (SELECT o.received_at FROM "order" o WHERE o.shop = s.domain AND o.received_at >= @lookback
       ORDER BY o.received_at DESC LIMIT 1) AS "lastOrderAt",
      ${newest("delivered")} AS "lastAcceptedAt",
      ${counted(`"order" o WHERE o.shop = s.domain AND o.routed_at IS NULL`)} AS "waitingOrders",
      (SELECT min(waiting.received_at) FROM (
         SELECT received_at, waiting_for FROM "order" WHERE shop = s.domain AND routed_at IS NULL LIMIT ${COUNTED}) AS waiting
       WHERE waiting.waiting_for IS NULL) AS "oldestOrderAt",
      ${countedIn("pending")} AS pending, ${countedIn("leased")} AS leased,
      ${countedIn("retrying")} AS retrying, ${countedIn("paused")} AS paused,
      ${oldest("pending")} AS "oldestPendingAt", ${oldest("leased")} AS "oldestLeasedAt",
      ${oldest("retrying")} AS "oldestRetryingAt", ${oldest("paused")} AS "oldestPausedAt",
      ${sinceWeek("held")} AS held, ${sinceWeek("refused")} AS refused,
      (SELECT count(*) FROM (
         SELECT 1 FROM webhook w WHERE w.shop = s.domain AND w.outcome = 'unreadable' AND w.received_at >= @week
         LIMIT ${COUNTED}) AS counted) AS unreadable,
      (SELECT coalesce(sum(c.eligible), 0) FROM coverage_day c WHERE c.shop = s.domain AND c.day >= @day) AS eligible,
      (SELECT coalesce(sum(c.accepted), 0) FROM coverage_day c WHERE c.shop = s.domain AND c.day >= @day) AS accepted
    FROM shop s WHERE s.domain > @after ORDER BY s.domain LIMIT ${AT_ONCE}`,
  pulse: `
    SELECT (SELECT received_at FROM webhook WHERE id > 0 ORDER BY id DESC LIMIT 1) AS "webhookAt",
           (SELECT started_at FROM attempt WHERE id > 0 ORDER BY id DESC LIMIT 1) AS "attemptAt",
           (SELECT max(served_at) FROM lane) AS "claimedAt",
           (SELECT max(ended_at) FROM sweep) AS "comparedAt"`,
  leases: `SELECT name, ends_at AS "endsAt" FROM lease WHERE ends_at > @now ORDER BY name LIMIT ${LEASES}`,
} as const;

type Row = Omit<ShopStanding, "webPixel"> & { webPixel: number };

/** All shops on a ledger. */
export function createAllShops(ledger: Ledger, clock: Clock): AllShops {
  const run = prepareAll(ledger, SQL);
  let last: Survey | undefined;
  let underWay: Promise<Survey> | undefined;

  async function look(): Promise<Survey> {
    const at = clock();
    const since = { lookback: at - LOOKBACK, week: at - WEEK, day: isoDay(at - WEEK + DAY) };
    const shops: SurveyedShop[] = [];
    for (let after: string | undefined = ""; after !== undefined;) {
      const from: string = after;
      const rows: Row[] = await ledger.read(() => run.shops.all<Row>({ ...since, after: from }));
      shops.push(...rows.map((row) => surveyed({ ...row, webPixel: row.webPixel === 1 }, at)));
      after = rows.length === AT_ONCE ? rows.at(-1)?.shop : undefined;
      // Webhooks that came meanwhile go first.
      await new Promise(setImmediate);
    }
    return { at, shops };
  }

  return {
    async survey() {
      if (last !== undefined && Math.abs(clock() - last.at) < FRESH_MS) return last;
      underWay ??= look().finally(() => {
        underWay = undefined;
      });
      return (last = await underWay);
    },
    async pulse() {
      const now = clock();
      const [moments, leases] = await Promise.all([
        ledger.read(() => run.pulse.get<Omit<Pulse, "leases">>()),
        ledger.read(() => run.leases.all<Pulse["leases"][number]>({ now })),
      ]);
      const never = { webhookAt: null, attemptAt: null, claimedAt: null, comparedAt: null };
      return { ...never, ...moments, leases };
    },
  };
}

function surveyed(standing: ShopStanding, at: number): SurveyedShop {
  return { ...standing, troubles: troublesOf(standing, at) };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
