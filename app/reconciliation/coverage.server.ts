import { HOUR, MINUTE, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import {
  coverageOf,
  type Coverage,
  type CoverageRecords,
  type DayCoverage,
  type GapOrder,
} from "./coverage.ts";
import type { CoverageDays, KeptDay } from "./coverage-days.server.ts";
import { NO_FIGURES, type CountFigures, type Figures } from "./figures.ts";
import type { OrderClasses } from "./order-classes.server.ts";
import { shopCalendar, type ShopCalendar, type ShopDay } from "./shop-days.ts";
import type { SweepState } from "./sweep-state.server.ts";

/** What coverage is read from. */
export interface CoverageOptions {
  ledger: Ledger;
  classes: OrderClasses;
  days: CoverageDays;
  /** What TikTok accepted; the words of its events are none of ours. */
  countFigures: CountFigures;
  sweeps: Pick<SweepState, "standing">;
  clock: Clock;
}

/** Counts days, and reads what was counted. */
export interface CoverageBook {
  /** Counts every day in which something may have changed. Resolves to the days counted. */
  recount(shop: string): Promise<string[]>;
  recordsOf(shop: string): CoverageRecords;
  calendarOf(shop: string): Promise<ShopCalendar>;
}

/** Days that are always there: TikTok's longest click window. */
export const COVERED_DAYS = 28;
/** Without `read_all_orders` Shopify shows no older order, and a backfill goes no further back. */
const OLDEST_DAY = 60;
/** Orders whose transaction began before a count and ended after it. */
const IN_FLIGHT = MINUTE;
/** Counting so many orders is nothing a page waits for. */
const MOST_COUNTED_NOW = 1000;
/** An older day rests so long for each of its orders before it is counted again, and some hours at most. Counting takes some 50 microseconds for each. */
const REST_PER_ORDER = 100;
const LONGEST_REST = 6 * HOUR;

const SQL = {
  timezone: `SELECT timezone FROM shop WHERE domain = @shop`,
} as const;

/** Coverage on a ledger. */
export function createCoverage(options: CoverageOptions): CoverageBook {
  const { ledger, classes, days, sweeps, clock } = options;
  const run = prepareAll(ledger, SQL);

  function* readCalendar(shop: string): Steps<ShopCalendar> {
    const row = yield* run.timezone.get<{ timezone: string | null }>({ shop });
    return shopCalendar(row?.timezone ?? undefined);
  }
  const calendarOf = (shop: string) => ledger.read(() => readCalendar(shop));

  async function recount(shop: string): Promise<string[]> {
    const calendar = await calendarOf(shop);
    const countedAt = clock();
    const recent = calendar.last(OLDEST_DAY + 1, countedAt);
    const kept = await days.since(shop, recent.at(-1)?.day ?? "");
    // What changes while it is counted is counted again next time: the rows are written together, and say when counting began.
    const lastCount = Math.max(0, ...kept.map((day) => day.countedAt));
    const placed = await days.quartersSince(shop, lastCount - IN_FLIGHT);
    const due = recent.filter((day, age) => isDue(day, { age, kept, placed, now: countedAt }));
    const counted = [];
    for (const day of due) counted.push({ ...day, ...(await countDay(options, shop, day)) });
    await days.keep(shop, counted, countedAt);
    return due.map(({ day }) => day);
  }

  const recordsOf = (shop: string): CoverageRecords => {
    /** Today's row is some minutes old: what is ours is counted now, what Shopify said is kept. Where that would take too long, the row is believed. */
    async function recent(count: number): Promise<[today: DayCoverage, ...before: DayCoverage[]]> {
      const countedAt = clock();
      const { day, row, before, counted } = await ledger.read(function* () {
        return yield* look(options, shop, yield* readCalendar(shop), { count, countedAt });
      });
      if (counted === "many" && row !== undefined) return [row, ...before];
      const coverage = counted === "many" ? await countDay(options, shop, day) : counted;
      const { inShopify, askedAt, missing = 0 } = row ?? {};
      const eligible = coverage.eligible + missing;
      return [{ ...day, ...coverage, missing, eligible, inShopify, askedAt, countedAt }, ...before];
    }
    return {
      today: async () => (await recent(1))[0],
      days: recent,
      async gapOf(name, { skipped, limit }) {
        const day = (await calendarOf(shop)).named(name);
        if (day === undefined) return { orders: [], more: false };
        const kept = (await days.since(shop, name)).find((one) => one.day === name);
        const span = { from: day.startsAt, until: day.endsAt };
        const ours = await classes.unaccepted(shop, span, { skipped, limit: limit + 1 });
        const orders = [...(kept?.missingOrders ?? []).map(missingOrder), ...ours];
        return { orders: orders.slice(0, limit), more: orders.length > limit };
      },
      sweep: () => sweeps.standing(shop),
    };
  };

  return { recount, recordsOf, calendarOf };
}

interface LookRequest {
  /** Days, with today. */
  count: number;
  countedAt: number;
}

/** What one look at the database tells; `many`: today has so many orders that they are counted piece by piece. */
interface Look {
  day: ShopDay;
  /** Today as it was counted last. */
  row: KeptDay | undefined;
  /** The days before, newest first. */
  before: KeptDay[];
  counted: (Coverage & { figures: Figures }) | "many";
}

/** Today and some days before, as far as one look at the database has them. */
function* look(
  options: CoverageOptions,
  shop: string,
  calendar: ShopCalendar,
  { count, countedAt }: LookRequest,
): Steps<Look> {
  const { classes, days, countFigures } = options;
  const [day = calendar.at(countedAt), ...older] = calendar.last(count, countedAt);
  const kept = yield* days.read(shop, older.at(-1)?.day ?? day.day);
  const row = kept.find((one) => one.day === day.day);
  const before = kept.filter((one) => one.day < day.day);
  const span = { from: day.startsAt, until: day.endsAt };
  const isKnownToBeMany = row !== undefined && ordersOf(row) > MOST_COUNTED_NOW;
  if (isKnownToBeMany || (yield* classes.hasMoreThan(shop, span, MOST_COUNTED_NOW)))
    return { day, row, before, counted: "many" };
  const coverage = coverageOf(yield* classes.countFew(shop, span));
  const figures = coverage.eligible === 0 ? NO_FIGURES : yield* countFigures.countFew(shop, span);
  return { day, row, before, counted: { ...coverage, figures } };
}

async function countDay(
  { classes, countFigures }: Pick<CoverageOptions, "classes" | "countFigures">,
  shop: string,
  { startsAt, endsAt }: ShopDay,
): Promise<Coverage & { figures: Figures }> {
  const span = { from: startsAt, until: endsAt };
  const coverage = coverageOf(await classes.count(shop, span));
  return {
    ...coverage,
    figures: coverage.eligible === 0 ? NO_FIGURES : await countFigures.count(shop, span),
  };
}

function missingOrder({ orderId = "", what }: KeptDay["missingOrders"][number]): GapOrder {
  return { orderId, name: undefined, placedAt: undefined, class: { kind: "missing", why: what } };
}

/** What says whether a day has to be counted. */
interface Reasons {
  /** 0 is today. */
  age: number;
  kept: readonly KeptDay[];
  /** When orders were placed that came in since the last count. */
  placed: readonly number[];
  now: number;
}

/** A day whose orders are all accepted or skipped changes only with new orders. An older one with others is looked at the more seldom the more orders it has. */
function isDue({ day, startsAt, endsAt }: ShopDay, { age, kept, placed, now }: Reasons): boolean {
  const row = kept.find((one) => one.day === day);
  if (placed.some((at) => at + 900_000 > startsAt && at < endsAt)) return true;
  if (row?.figures === undefined) return age < COVERED_DAYS;
  // The shop may have moved to another time zone.
  if (row.startsAt !== startsAt || row.endsAt !== endsAt) return true;
  const rest = age < 2 ? 0 : Math.min(ordersOf(row) * REST_PER_ORDER, LONGEST_REST);
  return row.waiting + row.stopped > 0 && now - row.countedAt >= rest;
}

/** How many orders were counted. */
function ordersOf({ eligible, missing, skipped }: Coverage): number {
  return Object.values(skipped).reduce((orders, one) => orders + one, eligible - missing);
}
