import { TEST_CLICK_PREFIX } from "../attribution/click-id.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** What waits in a shop. */
export interface ShopBacklog {
  /** Orders that no event has been made of. */
  waitingOrders: number;
  /** Deliveries that wait for TikTok to be connected again. */
  paused: number;
  /** There are more of either than were counted. */
  more: boolean;
  /** An order has come in. */
  begun: boolean;
}

/** What a person should look at, from a moment on. */
export interface ShopTroubles {
  /** Deliveries that wait for a person, or that TikTok refused. */
  stopped: { state: string; orderId: string; orderName: string }[];
  /** There are more of them than are listed. */
  moreStopped: boolean;
  /** Webhooks that were signed by Shopify and could not be read. */
  unreadable: number;
}

/** What has happened at least once. */
export interface ShopMilestones {
  clickSeen: boolean;
  /** TikTok accepted a purchase that it counts: not one sent with a test event code. */
  purchaseAccepted: boolean;
}

/** Nothing is counted any further: a page costs the same however much there is. */
export const BACKLOG_COUNTED = 1000;

const TROUBLES_LISTED = 5;
/** What a milestone is looked for in: the newest. */
const MILESTONE_READ = 1000;

const SQL = ({ jsonText }: Dialect) => ({
  backlog: `
    SELECT (SELECT count(*) FROM (
              SELECT 1 FROM "order" WHERE shop = @shop AND routed_at IS NULL LIMIT ${BACKLOG_COUNTED}) AS o) AS "waitingOrders",
           (SELECT count(*) FROM (
              SELECT 1 FROM delivery WHERE shop = @shop AND state = 'paused' LIMIT ${BACKLOG_COUNTED}) AS d) AS paused`,
  begun: `SELECT 1 FROM "order" WHERE shop = @shop LIMIT 1`,
  stopped: `
    SELECT d.state, d.order_id AS "orderId", o.name AS "orderName"
    FROM (${["held", "refused"].map(newestIn).join(" UNION ALL ")}) AS d JOIN "order" o ON o.id = d.order_ref
    ORDER BY d.placed_at DESC, d.id DESC LIMIT ${TROUBLES_LISTED + 1}`,
  unreadable: `
    SELECT count(*) AS unreadable FROM webhook WHERE shop = @shop AND outcome = 'unreadable' AND received_at >= @since`,
  known: `
    SELECT click_seen_at AS "clickAt", purchase_accepted_at AS "purchaseAt" FROM shop WHERE domain = @shop`,
  // A click was chosen for the order; before it is routed, its cart or a line carries one that is no click test.
  click: `
    SELECT received_at AS at FROM (
      SELECT received_at, facts, attribution FROM "order" WHERE shop = @shop ORDER BY received_at DESC LIMIT ${MILESTONE_READ}) AS newest
    WHERE CASE WHEN attribution IS NOT NULL THEN ${jsonText("attribution", "clickId")}
          ELSE coalesce(${jsonText("facts", "click", "clickId")}, ${jsonText("facts", "lineItemClickId")})
          END NOT LIKE @testClicks
    LIMIT 1`,
  purchase: `
    SELECT placed_at AS at FROM (
      SELECT placed_at, test_event_code FROM delivery
      WHERE shop = @shop AND state = 'delivered' ORDER BY placed_at DESC LIMIT ${MILESTONE_READ}) AS newest
    WHERE test_event_code IS NULL LIMIT 1`,
  remember: `
    UPDATE shop SET click_seen_at = coalesce(click_seen_at, @clickAt), purchase_accepted_at = coalesce(purchase_accepted_at, @purchaseAt)
    WHERE domain = @shop`,
});

/** Each state by itself, because its newest are the first of the index. */
function newestIn(state: string): string {
  return `
    SELECT * FROM (
      SELECT id, state, order_id, order_ref, placed_at FROM delivery
      WHERE shop = @shop AND state = '${state}' AND placed_at >= @since ORDER BY placed_at DESC LIMIT ${TROUBLES_LISTED + 1}) AS ${state}`;
}

function statementsOf(ledger: Ledger) {
  return prepareAll(ledger, SQL(ledger.dialect));
}

/** Reads what waits in a shop. */
export async function shopBacklog(ledger: Ledger, shop: string): Promise<ShopBacklog> {
  const run = statementsOf(ledger);
  const [row, order] = await Promise.all([
    ledger.read(() => run.backlog.get<Pick<ShopBacklog, "waitingOrders" | "paused">>({ shop })),
    ledger.read(() => run.begun.get({ shop })),
  ]);
  const { waitingOrders, paused } = row ?? { waitingOrders: 0, paused: 0 };
  const more = Math.max(waitingOrders, paused) === BACKLOG_COUNTED;
  return { waitingOrders, paused, more, begun: order !== undefined };
}

/** Reads what a person should look at since a moment, milliseconds since the epoch. */
export async function shopTroubles(ledger: Ledger, shop: string, since: number): Promise<ShopTroubles> {
  const run = statementsOf(ledger);
  const [stopped, unreadable] = await Promise.all([
    ledger.read(() => run.stopped.all<ShopTroubles["stopped"][number]>({ shop, since })),
    ledger.read(() => run.unreadable.get<{ unreadable: number }>({ shop, since })),
  ]);
  return {
    stopped: stopped.slice(0, TROUBLES_LISTED),
    moreStopped: stopped.length > TROUBLES_LISTED,
    unreadable: unreadable?.unreadable ?? 0,
  };
}

interface Milestones {
  clickAt: number | null;
  purchaseAt: number | null;
}

/** Reads what has happened in a shop, and remembers it: what it is read from goes with time (app/privacy/retention.server.ts). */
export async function shopMilestones(ledger: Ledger, shop: string): Promise<ShopMilestones> {
  const run = statementsOf(ledger);
  const [known, found] = await ledger.read(function* () {
    const kept = (yield* run.known.get<Milestones>({ shop })) ?? { clickAt: null, purchaseAt: null };
    const testClicks = `${TEST_CLICK_PREFIX}%`;
    const click =
      kept.clickAt === null ? yield* run.click.get<{ at: number }>({ shop, testClicks }) : undefined;
    const purchase = kept.purchaseAt === null ? yield* run.purchase.get<{ at: number }>({ shop }) : undefined;
    const news = { clickAt: click?.at ?? null, purchaseAt: purchase?.at ?? null };
    return [kept, news] as const;
  });
  if (found.clickAt !== null || found.purchaseAt !== null)
    await ledger.write(() => run.remember.change({ shop, ...found }));
  return {
    clickSeen: (known.clickAt ?? found.clickAt) !== null,
    purchaseAccepted: (known.purchaseAt ?? found.purchaseAt) !== null,
  };
}
