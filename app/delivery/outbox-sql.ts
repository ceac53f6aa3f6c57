import type { Dialect } from "../platform/dialect.ts";
import { statesBefore } from "./states.ts";

const ORDERS = `
    SELECT o.id AS ref, o.shop, o.order_id AS "orderId", o.facts, o.topic, o.received_at AS "receivedAt", o.lane,
           o.checkout_token AS "checkoutToken", o.journey, o.journey_asked_at AS "journeyAskedAt", o.traceparent,
           settings.document AS settings, shop.country AS "shopCountry"
    FROM "order" o LEFT JOIN settings ON settings.shop = o.shop LEFT JOIN shop ON shop.domain = o.shop`;

/** States, as a list for IN. */
export function listed(states: readonly string[]): string {
  return states.map((state) => `'${state}'`).join(", ");
}

/** How orders become deliveries. */
export function routingSql(dialect: Dialect) {
  const routed = dialect.rowsOf({
    ...{ ref: "integer", now: "bigint", attribution: "text", consent: "text" },
    ...{ carrier: "text", clickId: "text" },
  });
  const wait = dialect.rowsOf({
    ref: "integer",
    until: "bigint",
    waitingFor: "text",
    journeyAskedAt: "bigint",
  });
  const lane = dialect.rowsOf({ shop: "text", pixelCode: "text", lane: "text" });
  const made = dialect.rowsOf({
    ...{ ref: "integer", shop: "text", orderId: "text", eventName: "text" },
    ...{ eventId: "text", pixelCode: "text" },
    ...{ event: "text", placedAt: "bigint", state: "text", reason: "text", lane: "text" },
    ...{ dueAt: "bigint", now: "bigint", settledAt: "bigint", traceparent: "text" },
  });
  const { value } = made;
  const doubtfulSince = `SELECT min(${dialect.larger("made_at", value.placedAt)}) FROM restoration WHERE restored_at > ${value.placedAt}`;
  return {
    dueOrders: `${ORDERS} WHERE o.lane = @lane AND o.route_at <= @now ORDER BY o.route_at, o.id LIMIT @limit ${dialect.takeRows("o")}`,
    surroundings: `
      SELECT settings.document AS settings, shop.country AS "shopCountry"
      FROM shop LEFT JOIN settings ON settings.shop = shop.domain WHERE shop.domain = @shop`,
    orderOf: `${ORDERS} WHERE o.shop = @shop AND o.order_id = @orderId`,
    pixelsOf: `
      SELECT code, test_event_code AS "testEventCode", paused_at AS "pausedAt" FROM pixel WHERE shop = @shop ORDER BY id`,
    hintsOf: `
      SELECT event, received_at AS "receivedAt", click_id AS "clickId", clicked_at AS "clickedAt", ttp, page, user_agent AS "userAgent"
      FROM hint WHERE id IN (
        SELECT id FROM hint WHERE shop = @shop AND checkout_token = @checkoutToken
        UNION SELECT id FROM hint WHERE shop = @shop AND order_id = @orderId)
      ORDER BY received_at, id`,
    markRouted: `
      UPDATE "order" SET route_at = NULL, routed_at = ${routed.value.now}, waiting_for = NULL,
        attribution = ${routed.value.attribution}, consent = ${routed.value.consent},
        carrier = ${routed.value.carrier}, click_id = ${routed.value.clickId}
      ${routed.from} WHERE "order".id = ${routed.value.ref}`,
    waitUntil: `
      UPDATE "order" SET route_at = ${wait.value.until}, waiting_for = coalesce(${wait.value.waitingFor}, waiting_for),
        journey_asked_at = coalesce(${wait.value.journeyAskedAt}, journey_asked_at)
      ${wait.from} WHERE "order".id = ${wait.value.ref}`,
    park: `UPDATE "order" SET route_at = NULL WHERE id = @ref`,
    addDelivery: `
      INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, lane, event, placed_at, state, reason, due_at, created_at, settled_at, traceparent, ambiguous_at)
      SELECT ${value.ref}, ${value.shop}, ${value.orderId}, ${value.eventName}, ${value.eventId}, ${value.pixelCode}, ${value.lane}, ${value.event},
             ${value.placedAt}, ${value.state}, ${value.reason}, ${value.dueAt}, ${value.now}, ${value.settledAt}, ${value.traceparent}, (${doubtfulSince})
      ${made.from} WHERE true
      ON CONFLICT (shop, order_id, event_name, pixel_code) DO NOTHING`,
    openLane: `
      INSERT INTO lane (shop, pixel_code, kind) SELECT ${lane.value.shop}, ${lane.value.pixelCode}, ${lane.value.lane} ${lane.from} WHERE true ON CONFLICT DO NOTHING`,
  };
}

/** How deliveries are leased. */
export function claimSql(dialect: Dialect) {
  const lost = dialect.rowsOf({
    id: "integer",
    attempts: "integer",
    leasedAt: "bigint",
    durationMs: "bigint",
  });
  const taken = dialect.rowsOf({ id: "integer", lease: "text", now: "bigint", leaseEndsAt: "bigint" });
  const lane = { shop: "text", pixelCode: "text", kind: "text", now: "bigint" } as const;
  const served = dialect.rowsOf(lane);
  return {
    // The first of the index, not min(): where PostgreSQL believes that little waits, it would read all of it.
    nextWork: `
      SELECT (SELECT route_at FROM "order" WHERE lane = 'live' AND route_at IS NOT NULL ORDER BY route_at LIMIT 1) AS live,
             (SELECT route_at FROM "order" WHERE lane = 'past' AND route_at IS NOT NULL ORDER BY route_at LIMIT 1) AS past,
             (SELECT min(probe_at) FROM pixel) AS probe`,
    lanes: `
      SELECT shop, pixel_code AS "pixelCode", kind, ${dialect.larger("coalesce(blocked_until, 0)", "due_at")} AS "dueAt"
      FROM (SELECT lane.*, (SELECT due_at FROM delivery
                            WHERE delivery.shop = lane.shop AND delivery.pixel_code = lane.pixel_code
                              AND delivery.lane = lane.kind AND due_at IS NOT NULL ORDER BY due_at LIMIT 1) AS due_at
            FROM lane) AS l
      WHERE due_at IS NOT NULL ORDER BY kind, coalesce(served_at, 0), shop, pixel_code`,
    // Another worker may be serving it at this moment: its word is as good.
    serveLane: `
      UPDATE lane SET served_at = ${served.value.now} ${served.from}
      WHERE lane.shop = ${served.value.shop} AND lane.pixel_code = ${served.value.pixelCode} AND lane.kind = ${served.value.kind}
        AND EXISTS (SELECT 1 FROM lane l WHERE l.shop = lane.shop AND l.pixel_code = lane.pixel_code AND l.kind = lane.kind ${dialect.takeRows("l")})`,
    due: dialect.askedOf(
      { ...lane, turn: "integer", batchSize: "integer" },
      (asked) => `
      SELECT ${asked.turn} AS turn, id, state, attempts, leased_at AS "leasedAt", batch_cap AS "batchCap", ${dialect.byteLength("event")} AS bytes
      FROM delivery WHERE shop = ${asked.shop} AND pixel_code = ${asked.pixelCode} AND lane = ${asked.kind} AND due_at <= ${asked.now}
      ORDER BY due_at, id LIMIT ${asked.batchSize} ${dialect.takeRows("delivery")}`,
    ),
    logLostAttempt: `
      INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome)
      SELECT ${lost.value.id}, ${lost.value.attempts}, ${lost.value.leasedAt}, ${lost.value.durationMs}, 'lost' ${lost.from}`,
    lease: `
      UPDATE delivery SET
        state = 'leased', lease = ${taken.value.lease}, leased_at = ${taken.value.now}, due_at = ${taken.value.leaseEndsAt}, attempts = attempts + 1,
        ambiguous_at = CASE WHEN state = 'leased' THEN coalesce(ambiguous_at, leased_at) ELSE ambiguous_at END
      ${taken.from} WHERE delivery.id = ${taken.value.id} AND due_at + 0 <= ${taken.value.now} AND state || '' IN (${listed(statesBefore("leased"))})
      RETURNING delivery.id, shop, order_id AS "orderId", pixel_code AS "pixelCode", lane, event, attempts, ambiguous_at AS "ambiguousAt", placed_at AS "placedAt",
        delivery.lease, traceparent`,
  };
}

/** How a turn ends. Every statement that ends a lease names the lease. */
export function settlementSql(dialect: Dialect) {
  const end = dialect.rowsOf({
    ...{
      id: "integer",
      lease: "text",
      state: "text",
      reason: "text",
      dueAt: "bigint",
      ambiguousAt: "bigint",
    },
    ...{ returned: "integer", batchCap: "integer", testEventCode: "text", settledAt: "bigint" },
  });
  const log = dialect.rowsOf({
    ...{ id: "integer", number: "integer", startedAt: "bigint", durationMs: "bigint", outcome: "text" },
    ...{ httpStatus: "integer", code: "integer", message: "text", requestId: "text" },
    ...{ testEventCode: "text", batchSize: "integer" },
  });
  const lane = dialect.rowsOf({ shop: "text", pixelCode: "text", until: "bigint" });
  return {
    // `|| ''`, here and in `lease`: found by their ids. PostgreSQL believes that hardly any row is leased, and would look through an index for all that are, once for each row to be settled.
    settle: `
      UPDATE delivery SET
        state = ${end.value.state}, reason = ${end.value.reason}, due_at = ${end.value.dueAt}, ambiguous_at = ${end.value.ambiguousAt},
        attempts = attempts - ${end.value.returned}, batch_cap = ${end.value.batchCap}, test_event_code = ${end.value.testEventCode},
        settled_at = ${end.value.settledAt}, lease = NULL, leased_at = NULL
      ${end.from} WHERE delivery.id = ${end.value.id} AND delivery.lease = ${end.value.lease} AND delivery.state || '' = 'leased'
      RETURNING delivery.id, ${end.value.lease} AS lease`,
    logAttempt: `
      INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome, http_status, code, message, request_id, test_event_code, batch_size)
      SELECT ${log.value.id}, ${log.value.number}, ${log.value.startedAt}, ${log.value.durationMs}, ${log.value.outcome},
             ${log.value.httpStatus}, ${log.value.code}, ${log.value.message}, ${log.value.requestId}, ${log.value.testEventCode}, ${log.value.batchSize}
      ${log.from}`,
    blockLane: `
      UPDATE lane SET blocked_until = ${dialect.larger("coalesce(blocked_until, 0)", lane.value.until)}
      ${lane.from} WHERE lane.shop = ${lane.value.shop} AND lane.pixel_code = ${lane.value.pixelCode}`,
    // The merchant may have reconnected since the attempt began: only the connection that was refused is paused.
    pausePixel: `
      UPDATE pixel SET paused_at = @at, paused_code = @code, paused_message = @message, probes = 0, probe_at = @probeAt
      WHERE shop = @shop AND code = @pixelCode AND paused_at IS NULL AND updated_at = @connectedAt`,
    // `|| ''`: found by their state. The pixel's index would lead through all that the pixel ever had.
    pauseLane: `
      UPDATE delivery SET state = 'paused', reason = 'reconnect_tiktok', due_at = NULL
      WHERE shop = @shop AND pixel_code || '' = @pixelCode AND state IN ('pending', 'retrying')`,
    // Another pixel may have taken its place meanwhile: the next turn finds out.
    pixelIsReady: `
      SELECT 1 FROM pixel WHERE shop = @shop AND (code = @pixelCode AND paused_at IS NULL
        OR NOT EXISTS (SELECT 1 FROM pixel p WHERE p.shop = @shop AND p.code = @pixelCode))`,
    pixelIsThere: `SELECT 1 FROM pixel WHERE shop = @shop AND code = @pixelCode`,
    // What may already have reached the old pixel stays with it: sent to another, it would be counted by both.
    openOnlyLane: `
      INSERT INTO lane (shop, pixel_code, kind) SELECT shop, code, @kind FROM pixel WHERE shop = @shop ON CONFLICT DO NOTHING`,
    followPixel: `
      UPDATE delivery SET pixel_code = (SELECT code FROM pixel WHERE pixel.shop = delivery.shop)
      WHERE id = @id AND lease = @lease AND ambiguous_at IS NULL
        AND (SELECT count(*) FROM pixel WHERE pixel.shop = delivery.shop) = 1
        AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.id <> delivery.id AND other.shop = delivery.shop AND other.order_id = delivery.order_id
          AND other.event_name = delivery.event_name AND other.pixel_code = (SELECT code FROM pixel WHERE pixel.shop = delivery.shop))`,
  };
}

/** How a pixel whose token was refused is tried again, with one delivery at a time. */
export function probeSql(dialect: Dialect) {
  return {
    duePixels: `
      SELECT shop, code AS "pixelCode", probes FROM pixel WHERE probe_at <= @now ORDER BY probe_at LIMIT @limit ${dialect.takeRows("pixel")}`,
    countProbe: `UPDATE pixel SET probes = probes + 1, probe_at = @probeAt WHERE shop = @shop AND code = @pixelCode`,
    // The newest: the oldest may be too old to be sent.
    releaseOne: `
      UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL
      WHERE id = (SELECT max(id) FROM delivery WHERE shop = @shop AND pixel_code = @pixelCode AND state = 'paused')`,
    // Whatever TikTok said of the event, it took the token.
    unpausePixel: `
      UPDATE pixel SET paused_at = NULL, paused_code = NULL, paused_message = NULL, probe_at = NULL, probes = 0
      WHERE shop = @shop AND code = @pixelCode AND paused_at IS NOT NULL AND updated_at = @connectedAt`,
    resumeLane: `
      UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL
      WHERE shop = @shop AND pixel_code = @pixelCode AND state = 'paused'`,
  };
}
