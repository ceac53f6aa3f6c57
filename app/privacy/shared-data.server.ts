import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** Orders placed from and before these moments, milliseconds since the epoch. */
export interface SharedDataRange {
  from: number;
  until: number;
}

/** What of one order went, or did not go, to one TikTok pixel. */
export interface SharedLine {
  placedAt: number;
  orderId: string;
  orderName: string;
  pixelCode: string;
  eventName: string;
  eventId: string;
  /** app/delivery/states.ts */
  state: string;
  reason: string | undefined;
  /** How often it was sent. */
  attempts: number;
  /** When TikTok took it. */
  acceptedAt: number | undefined;
  /** TikTok showed it as a test and did not count it. */
  testEventCode: string | undefined;
  /** On which ground the data may go to TikTok, or may not; undefined when it is no longer kept. */
  consentGround: string | undefined;
  /** The names of the personal fields of the event; none when its details were removed. */
  fields: string[];
}

/** Reads what was shared, in pages: however much there is, one page is in memory. */
export type SharedData = (shop: string, range: SharedDataRange) => AsyncGenerator<SharedLine[]>;

/** Some milliseconds to read, some hundred kilobytes of events. */
const PAGE = 200;

const SQL = {
  page: `
    SELECT o.id AS ref, o.placed_at AS "placedAt", o.order_id AS "orderId", o.name AS "orderName", o.consent,
      d.pixel_code AS "pixelCode", d.event_name AS "eventName", d.event_id AS "eventId", d.event, d.state, d.reason, d.attempts,
      CASE WHEN d.state = 'delivered' THEN d.settled_at END AS "acceptedAt", d.test_event_code AS "testEventCode"
    FROM (
      SELECT id, placed_at, order_id, name, consent FROM "order"
      WHERE shop = @shop AND placed_at >= @placedAt AND placed_at < @until AND (placed_at > @placedAt OR id > @ref)
      ORDER BY placed_at, id LIMIT @limit
    ) AS o LEFT JOIN delivery d ON d.order_ref = o.id ORDER BY o.placed_at, o.id, d.id`,
} as const;

interface OrderColumns {
  ref: number;
  placedAt: number;
  orderId: string;
  orderName: string;
  consent: string | null;
}

/** All null where there is no delivery. */
interface Row extends OrderColumns {
  pixelCode: string | null;
  eventName: string;
  eventId: string;
  event: string;
  state: string;
  reason: string | null;
  attempts: number;
  acceptedAt: number | null;
  testEventCode: string | null;
}

/** What was shared, on a ledger. */
export function createSharedData(ledger: Ledger): SharedData {
  const run = prepareAll(ledger, SQL);
  return async function* (shop, { from, until }) {
    let after = { placedAt: from, ref: 0 };
    for (;;) {
      const rows = await ledger.read(() => run.page.all<Row>({ shop, until, limit: PAGE, ...after }));
      const last = rows.at(-1);
      if (last === undefined) return;
      after = { placedAt: last.placedAt, ref: last.ref };
      yield rows.flatMap(sharedLine);
    }
  };
}

/** An order that nothing was made of yet has shared nothing. */
function sharedLine({ pixelCode, consent, event, ...row }: Row): SharedLine[] {
  if (pixelCode === null) return [];
  const { placedAt, orderId, orderName, eventName, eventId, state, attempts } = row;
  const { user = {} } = JSON.parse(event) as { user?: object };
  return [
    {
      ...{ placedAt, orderId, orderName, pixelCode, eventName, eventId, state, attempts },
      reason: row.reason ?? undefined,
      acceptedAt: row.acceptedAt ?? undefined,
      testEventCode: row.testEventCode ?? undefined,
      consentGround: groundOf(consent),
      fields: Object.keys(user),
    },
  ];
}

function groundOf(consent: string | null): string | undefined {
  return consent === null ? undefined : (JSON.parse(consent) as { ground?: string }).ground;
}
