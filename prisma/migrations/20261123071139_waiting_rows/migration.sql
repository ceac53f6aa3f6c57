-- These are asked only for rows that have something: what waits, a click id, a checkout. Most rows have none, or none any more, and cost nothing here then.

DROP INDEX "order_lane_route_at_id_idx";
CREATE INDEX "order_lane_route_at_id_idx" ON "order"("lane", "route_at", "id") WHERE "route_at" IS NOT NULL;

DROP INDEX "order_shop_routed_at_idx";
CREATE INDEX "order_shop_routed_at_idx" ON "order"("shop", "routed_at") WHERE "routed_at" IS NULL;

DROP INDEX "order_shop_checkout_token_idx";
CREATE INDEX "order_shop_checkout_token_idx" ON "order"("shop", "checkout_token") WHERE "checkout_token" IS NOT NULL;

DROP INDEX "order_shop_click_id_idx";
CREATE INDEX "order_shop_click_id_idx" ON "order"("shop", "click_id") WHERE "click_id" IS NOT NULL;

DROP INDEX "hint_shop_order_id_idx";
CREATE INDEX "hint_shop_order_id_idx" ON "hint"("shop", "order_id") WHERE "order_id" IS NOT NULL;

DROP INDEX "hint_shop_click_id_idx";
CREATE INDEX "hint_shop_click_id_idx" ON "hint"("shop", "click_id") WHERE "click_id" IS NOT NULL;

DROP INDEX "delivery_shop_pixel_code_lane_due_at_id_idx";
CREATE INDEX "delivery_shop_pixel_code_lane_due_at_id_idx" ON "delivery"("shop", "pixel_code", "lane", "due_at", "id") WHERE "due_at" IS NOT NULL;

-- The order list finds the orders of a state without reading their deliveries.
DROP INDEX "delivery_shop_state_placed_at_idx";
CREATE INDEX "delivery_shop_state_placed_at_order_ref_idx" ON "delivery"("shop", "state", "placed_at", "order_ref");
