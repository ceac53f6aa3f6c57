import { z } from "zod";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import type { Coverage, DayCoverage } from "./coverage.ts";
import { figuresSchema, type Figures } from "./figures.ts";
import type { ShopDay } from "./shop-days.ts";

/** An order that Shopify lists and that could not be taken over. */
export interface MissingOrder {
  /** Digits of Shopify's order id, where at least that could be read. */
  orderId: string | undefined;
  /** What is wrong with it; free of personal data. */
  what: string;
}

/** What asking Shopify about a day came to. */
export interface DayAnswer {
  inShopify: number;
  askedAt: number;
  missing: readonly MissingOrder[];
}

/** A day as it is kept. */
export interface KeptDay extends DayCoverage {
  missingOrders: MissingOrder[];
}

/** The days that were counted, kept so that nobody counts them anew. */
export interface CoverageDays {
  /** From a day on, newest first. */
  since(shop: string, day: string): Promise<KeptDay[]>;
  /** The same as a step. */
  read(shop: string, day: string): Steps<KeptDay[]>;
  /** Keeps what was counted, all of it or nothing. */
  keep(
    shop: string,
    days: readonly (ShopDay & Coverage & { figures: Figures })[],
    countedAt: number,
  ): Promise<void>;
  /** Keeps what Shopify said of a day that was counted before. */
  answered(shop: string, day: string, answer: DayAnswer): Promise<void>;
  /** Quarters of an hour in which orders were placed that came in since a moment: where the days of them begin is not the database's to say. */
  quartersSince(shop: string, receivedAt: number): Promise<number[]>;
}

const QUARTER = 900_000;
/** A shop where nothing can be read is told of some of it. */
const MOST_MISSING = 500;

const SQL = {
  since: `
    SELECT day, starts_at AS "startsAt", ends_at AS "endsAt", in_shopify AS "inShopify", asked_at AS "askedAt",
      accepted, waiting, stopped, skipped, missing, figures, counted_at AS "countedAt"
    FROM coverage_day WHERE shop = @shop AND day >= @day ORDER BY day DESC`,
  keep: `
    INSERT INTO coverage_day (shop, day, starts_at, ends_at, eligible, accepted, waiting, stopped, skipped, figures, counted_at)
    VALUES (@shop, @day, @startsAt, @endsAt, @eligible, @accepted, @waiting, @stopped, @skipped, @figures, @countedAt)
    ON CONFLICT (shop, day) DO UPDATE SET
      starts_at = excluded.starts_at, ends_at = excluded.ends_at, eligible = excluded.eligible, accepted = excluded.accepted,
      waiting = excluded.waiting, stopped = excluded.stopped, skipped = excluded.skipped, figures = excluded.figures, counted_at = excluded.counted_at`,
  answered: `
    UPDATE coverage_day SET in_shopify = @inShopify, asked_at = @askedAt, missing = @missing WHERE shop = @shop AND day = @day`,
  quarters: `
    SELECT DISTINCT placed_at / ${QUARTER} AS quarter FROM "order"
    WHERE shop = @shop AND received_at >= @receivedAt AND placed_at IS NOT NULL`,
} as const;

interface DayRow extends Omit<
  DayCoverage,
  "eligible" | "missing" | "skipped" | "figures" | "inShopify" | "askedAt"
> {
  skipped: string;
  figures: string | null;
  missing: string;
  inShopify: number | null;
  askedAt: number | null;
}

const skippedSchema = z.record(z.string(), z.number());
const missingSchema = z.array(z.object({ orderId: z.string().optional(), what: z.string() }));

/** The days on a ledger. */
export function createCoverageDays(ledger: Ledger): CoverageDays {
  const run = prepareAll(ledger, SQL);
  function* read(shop: string, day: string): Steps<KeptDay[]> {
    const rows = yield* run.since.all<DayRow>({ shop, day });
    return rows.map(keptDay);
  }
  return {
    since: (shop, day) => ledger.read(() => read(shop, day)),
    read,
    async keep(shop, days, countedAt) {
      await ledger.write(function* (): Steps<void> {
        for (const day of days) {
          const [skipped, figures] = [JSON.stringify(day.skipped), JSON.stringify(day.figures)];
          yield* run.keep.change({ shop, ...day, skipped, figures, countedAt });
        }
      });
    },
    async answered(shop, day, { missing, ...answer }) {
      const listed = JSON.stringify(missing.slice(0, MOST_MISSING));
      await ledger.write(() => run.answered.change({ shop, day, ...answer, missing: listed }));
    },
    async quartersSince(shop, receivedAt) {
      const rows = await ledger.read(() => run.quarters.all<{ quarter: number }>({ shop, receivedAt }));
      return rows.map(({ quarter }) => quarter * QUARTER);
    },
  };
}

function keptDay(row: DayRow): KeptDay {
  const missingOrders = missingSchema
    .parse(JSON.parse(row.missing))
    .map(({ orderId, what }) => ({ orderId, what }));
  const missing = missingOrders.length;
  return {
    ...row,
    ...{ missing, missingOrders, skipped: skippedSchema.parse(JSON.parse(row.skipped)) },
    ...{ inShopify: row.inShopify ?? undefined, askedAt: row.askedAt ?? undefined },
    figures: row.figures === null ? undefined : figuresSchema.parse(JSON.parse(row.figures)),
    eligible: row.accepted + row.waiting + row.stopped + missing,
  };
}
