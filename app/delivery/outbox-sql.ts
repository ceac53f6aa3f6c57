import { statesBefore } from "./states.ts";

const ORDERS = `
    SELECT o.id AS ref, o.shop, o.order_id AS orderId, o.facts, o.topic, o.received_at AS receivedAt,
           o.checkout_token AS checkoutToken, o.journey, o.journey_asked_at AS journeyAskedAt,
           settings.document AS settings, shop.country AS shopCountry
    FROM "order" o LEFT JOIN settings ON settings.shop = o.shop LEFT JOIN shop ON shop.domain = o.shop`;

/** The outbox's statements on SQLite, each named by its verb. Every one that ends a lease checks the lease. */
export const OUTBOX_SQL = {
  dueOrders: `${ORDERS} WHERE o.route_at <= @now ORDER BY o.route_at LIMIT @limit`,
  orderOf: `${ORDERS} WHERE o.shop = @shop AND o.order_id = @orderId`,
  pixelsOf: `
    SELECT code, test_event_code AS testEventCode, paused_at AS pausedAt FROM pixel WHERE shop = @shop ORDER BY id`,
  hintsOf: `
    SELECT event, received_at AS receivedAt, click_id AS clickId, clicked_at AS clickedAt, ttp, page, user_agent AS userAgent
    FROM hint WHERE shop = @shop AND checkout_token = @checkoutToken
    UNION
    SELECT event, received_at, click_id, clicked_at, ttp, page, user_agent
    FROM hint WHERE shop = @shop AND order_id = @orderId
    ORDER BY receivedAt`,
  markRouted: `
    UPDATE "order" SET route_at = NULL, routed_at = @now, waiting_for = NULL, attribution = @attribution, consent = @consent
    WHERE id = @ref AND routed_at IS NULL`,
  postpone: `UPDATE "order" SET route_at = @now + @delayMs WHERE id = @ref AND routed_at IS NULL`,
  awaitJourney: `
    UPDATE "order" SET route_at = @now + @delayMs, journey_asked_at = @now WHERE id = @ref AND routed_at IS NULL`,
  waitOn: `
    UPDATE "order" SET route_at = @until, waiting_for = @waitingFor WHERE id = @ref AND routed_at IS NULL`,
  // A pixel may have been connected since the order was read.
  park: `
    UPDATE "order" SET route_at = NULL
    WHERE id = @ref AND routed_at IS NULL AND NOT EXISTS (SELECT 1 FROM pixel WHERE pixel.shop = "order".shop)`,
  addDelivery: `
    INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, reason, due_at, created_at, settled_at)
    VALUES (@ref, @shop, @orderId, @eventName, @eventId, @pixelCode, @event, @placedAt, @state, @reason,
            iif(@state = 'pending', @now, NULL), @now, iif(@state = 'skipped', @now, NULL))
    ON CONFLICT (shop, order_id, event_name, pixel_code) DO NOTHING`,
  openLane: `INSERT INTO lane (shop, pixel_code) VALUES (@shop, @pixelCode) ON CONFLICT DO NOTHING`,
  lanes: `
    SELECT shop, pixel_code AS pixelCode, max(coalesce(blocked_until, 0), due_at) AS dueAt
    FROM (SELECT *, (SELECT min(due_at) FROM delivery
                     WHERE delivery.shop = lane.shop AND delivery.pixel_code = lane.pixel_code AND due_at IS NOT NULL) AS due_at
          FROM lane)
    WHERE due_at IS NOT NULL ORDER BY served_at, shop, pixelCode`,
  serveLane: `UPDATE lane SET served_at = @now WHERE shop = @shop AND pixel_code = @pixelCode`,
  blockLane: `
    UPDATE lane SET blocked_until = max(coalesce(blocked_until, 0), @until) WHERE shop = @shop AND pixel_code = @pixelCode`,
  due: `
    SELECT id, state, attempts, leased_at AS leasedAt, batch_cap AS batchCap, length(CAST(event AS BLOB)) AS bytes
    FROM delivery WHERE shop = @shop AND pixel_code = @pixelCode AND due_at <= @now ORDER BY due_at, id LIMIT @batchSize`,
  logLostAttempt: `
    INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome)
    VALUES (@id, @attempts, @leasedAt, @now - @leasedAt, 'lost')`,
  lease: `
    UPDATE delivery SET
      state = 'leased', lease = @lease, leased_at = @now, due_at = @now + @leaseMs, attempts = attempts + 1,
      ambiguous_at = iif(state = 'leased', coalesce(ambiguous_at, leased_at), ambiguous_at)
    WHERE id = @id AND due_at <= @now AND state IN (${list(statesBefore("leased"))})
    RETURNING id, shop, pixel_code AS pixelCode, event, attempts, ambiguous_at AS ambiguousAt, placed_at AS placedAt, lease`,
  settle: `
    UPDATE delivery SET
      state = @state, reason = @reason, due_at = @dueAt, ambiguous_at = @ambiguousAt, attempts = attempts - @returned,
      batch_cap = @batchCap, test_event_code = @testEventCode, settled_at = iif(@dueAt IS NULL, @at, NULL), lease = NULL, leased_at = NULL
    WHERE id = @id AND lease = @lease AND state = 'leased'`,
  logAttempt: `
    INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome, http_status, code, message, request_id, test_event_code, batch_size)
    VALUES (@id, @number, @startedAt, @durationMs, @outcome, @httpStatus, @code, @message, @requestId, @testEventCode, @batchSize)`,
  // The merchant may have reconnected since the attempt began: only the connection that was refused is paused.
  pausePixel: `
    UPDATE pixel SET paused_at = @at, paused_code = @code, paused_message = @message
    WHERE shop = @shop AND code = @pixelCode AND paused_at IS NULL AND updated_at = @connectedAt`,
  pauseLane: `
    UPDATE delivery SET state = 'paused', reason = 'reconnect_tiktok', due_at = NULL
    WHERE shop = @shop AND pixel_code = @pixelCode AND state IN ('pending', 'retrying')`,
  // Another pixel may have taken its place meanwhile: the next turn finds out.
  pixelIsReady: `
    SELECT 1 FROM pixel WHERE shop = @shop AND (code = @pixelCode AND paused_at IS NULL
      OR NOT EXISTS (SELECT 1 FROM pixel p WHERE p.shop = @shop AND p.code = @pixelCode))`,
  // What may already have reached the old pixel stays with it: sent to another, it would be counted by both.
  openOnlyLane: `
    INSERT INTO lane (shop, pixel_code) SELECT shop, code FROM pixel WHERE shop = @shop AND true ON CONFLICT DO NOTHING`,
  followPixel: `
    UPDATE OR IGNORE delivery SET pixel_code = (SELECT code FROM pixel WHERE pixel.shop = delivery.shop)
    WHERE id = @id AND lease = @lease AND ambiguous_at IS NULL
      AND (SELECT count(*) FROM pixel WHERE pixel.shop = delivery.shop) = 1`,
  nextRouteAt: `SELECT min(route_at) FROM "order"`,
} as const;

function list(states: readonly string[]): string {
  return states.map((state) => `'${state}'`).join(", ");
}
