import { HOUR } from "../platform/clock.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import { USER_FIELDS, type UserField } from "./user-fields.ts";

/** What the purchases of some time came to that TikTok accepted outside of test mode; an order for several pixels is one. */
export interface PurchaseFigures {
  purchases: number;
  /** The sum of their values, by currency. */
  values: Record<string, number>;
  /** How many were sent with each match key. */
  fields: Record<UserField, number>;
  /** By milliseconds from the order's arrival to TikTok's acceptance, with two digits that count. */
  latency: Record<string, number>;
}

interface Span {
  from: number;
  until: number;
}

/** Counts a shop's accepted purchases that were placed from and before two moments. */
export interface CountPurchases {
  /** Piece by piece, however many there are. */
  count(shop: string, span: Span): Promise<PurchaseFigures>;
  /** At one go, where there are few. */
  countFew(shop: string, span: Span): Steps<PurchaseFigures>;
}

/** Some thousand events at most are read at once. */
const SLICE = HOUR;
/** What is older before it can be sent has waited for its payment, or for TikTok to be connected. */
const WAITED = HOUR;

const SQL = ({ jsonText, jsonNumber }: Dialect) => {
  // An event whose details were removed no longer says what was in it.
  const sent = `
    FROM "order" AS o JOIN delivery AS d ON d.id = (
      SELECT one.id FROM delivery AS one WHERE one.order_ref = o.id AND one.state = 'delivered' AND one.test_event_code IS NULL
      ORDER BY one.id LIMIT 1)
    WHERE o.shop = @shop AND o.placed_at >= @from AND o.placed_at < @until AND d.event <> '{}'`;
  const fields = USER_FIELDS.map(
    (field) => `CASE WHEN ${jsonText("d.event", "user", field)} IS NOT NULL THEN 1 ELSE 0 END AS "${field}"`,
  );
  return {
    contents: `
      SELECT currency, count(*) AS purchases, sum(value) AS value, ${USER_FIELDS.map((field) => `sum("${field}") AS "${field}"`).join(", ")}
      FROM (SELECT ${jsonText("d.event", "properties", "currency")} AS currency, ${jsonNumber("d.event", "properties", "value")} AS value,
              ${fields.join(", ")} ${sent}) AS sent
      GROUP BY currency`,
    latency: `
      SELECT CASE WHEN took < 100 THEN took WHEN took < 1000 THEN took / 10 * 10 WHEN took < 10000 THEN took / 100 * 100
                  WHEN took < 100000 THEN took / 1000 * 1000 WHEN took < 1000000 THEN took / 10000 * 10000
                  ELSE took / 100000 * 100000 END AS took, count(*) AS purchases
      FROM (SELECT CASE WHEN d.settled_at > o.received_at THEN d.settled_at - o.received_at ELSE 0 END AS took ${sent}
              AND o.lane = 'live' AND d.settled_at IS NOT NULL AND d.created_at - o.received_at < ${WAITED}) AS sent
      GROUP BY 1`,
  };
};

type ContentsRow = Record<UserField, number> & {
  currency: string | null;
  purchases: number;
  value: number | null;
};

/** Counting on a ledger. */
export function createPurchaseFigures(ledger: Ledger): CountPurchases {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  function* add(figures: PurchaseFigures, shop: string, span: Span): Steps<void> {
    const contents = yield* run.contents.all<ContentsRow>({ shop, ...span });
    for (const row of contents) addContents(figures, row);
    const latency = yield* run.latency.all<{ took: number; purchases: number }>({ shop, ...span });
    for (const { took, purchases } of latency)
      figures.latency[took] = (figures.latency[took] ?? 0) + purchases;
  }

  return {
    async count(shop, { from, until }) {
      const figures = noFigures();
      for (let at = from; at < until; at += SLICE) {
        const slice = { from: at, until: Math.min(at + SLICE, until) };
        await ledger.read(() => add(figures, shop, slice));
      }
      return figures;
    },
    *countFew(shop, span) {
      const figures = noFigures();
      yield* add(figures, shop, span);
      return figures;
    },
  };
}

function noFigures(): PurchaseFigures {
  const fields = Object.fromEntries(USER_FIELDS.map((field) => [field, 0])) as Record<UserField, number>;
  return { purchases: 0, values: {}, fields, latency: {} };
}

function addContents(figures: PurchaseFigures, { currency, purchases, value, ...row }: ContentsRow): void {
  figures.purchases += purchases;
  for (const field of USER_FIELDS) figures.fields[field] += row[field];
  if (currency === null || value === null) return;
  figures.values[currency] = (figures.values[currency] ?? 0) + value;
}
