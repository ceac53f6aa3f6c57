-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "is_online" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" DATETIME,
    "access_token" TEXT NOT NULL,
    "user_id" BIGINT,
    "first_name" TEXT,
    "last_name" TEXT,
    "email" TEXT,
    "account_owner" BOOLEAN,
    "locale" TEXT,
    "collaborator" BOOLEAN,
    "email_verified" BOOLEAN,
    "refresh_token" TEXT,
    "refresh_token_expires" DATETIME
);

-- CreateTable
CREATE TABLE "shop" (
    "domain" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT,
    "currency" TEXT,
    "country" TEXT,
    "timezone" TEXT,
    "url" TEXT,
    "scopes" TEXT NOT NULL DEFAULT '',
    "ingest_token" TEXT,
    "web_pixel_id" TEXT,
    "installed_at" BIGINT NOT NULL,
    "uninstalled_at" BIGINT,
    "click_seen_at" BIGINT,
    "purchase_accepted_at" BIGINT,
    "admin_problem" TEXT,
    "admin_status" INTEGER,
    "admin_since" BIGINT,
    "admin_tries" INTEGER NOT NULL DEFAULT 0,
    "admin_retry_at" BIGINT,
    "set_up_due_at" BIGINT,
    "set_up_tries" INTEGER NOT NULL DEFAULT 0,
    "web_pixel_problem" TEXT
);

-- CreateTable
CREATE TABLE "settings" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "settings_change" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "changed_at" BIGINT NOT NULL,
    "changed_by" TEXT,
    "source" TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "pixel" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "sealed_token" TEXT NOT NULL,
    "test_event_code" TEXT,
    "paused_at" BIGINT,
    "paused_code" INTEGER,
    "paused_message" TEXT,
    "probe_at" BIGINT,
    "probes" INTEGER NOT NULL DEFAULT 0,
    "verified_at" BIGINT,
    "updated_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "api_version" TEXT NOT NULL,
    "triggered_at" BIGINT,
    "received_at" BIGINT NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "sealed_body" TEXT
);

-- CreateTable
CREATE TABLE "order" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "facts" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "checkout_token" TEXT,
    "attribution" TEXT,
    "consent" TEXT,
    "journey" TEXT,
    "journey_asked_at" BIGINT,
    "waiting_for" TEXT,
    "order_updated_at" BIGINT,
    "placed_at" BIGINT,
    "received_at" BIGINT NOT NULL,
    "lane" TEXT NOT NULL DEFAULT 'live',
    "route_at" BIGINT,
    "routed_at" BIGINT,
    "compacted_at" BIGINT
);

-- CreateTable
CREATE TABLE "hint" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "checkout_token" TEXT,
    "order_id" TEXT,
    "click_id" TEXT,
    "clicked_at" BIGINT,
    "ttp" TEXT,
    "page" TEXT,
    "user_agent" TEXT,
    "carried" TEXT,
    "received_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "order_ref" INTEGER NOT NULL,
    "shop" TEXT NOT NULL,
    "order_id" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "pixel_code" TEXT NOT NULL,
    "lane" TEXT NOT NULL DEFAULT 'live',
    "event" TEXT NOT NULL,
    "placed_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" BIGINT,
    "lease" TEXT,
    "leased_at" BIGINT,
    "batch_cap" INTEGER,
    "ambiguous_at" BIGINT,
    "test_event_code" TEXT,
    "created_at" BIGINT NOT NULL,
    "settled_at" BIGINT,
    CONSTRAINT "delivery_order_ref_fkey" FOREIGN KEY ("order_ref") REFERENCES "order" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "lane" (
    "shop" TEXT NOT NULL,
    "pixel_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "served_at" BIGINT,
    "blocked_until" BIGINT,

    PRIMARY KEY ("shop", "pixel_code", "kind")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "delivery_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" BIGINT NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "http_status" INTEGER,
    "code" INTEGER,
    "message" TEXT,
    "request_id" TEXT,
    "test_event_code" TEXT,
    "batch_size" INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT "attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "holder" TEXT NOT NULL,
    "ends_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "retention" (
    "subject" TEXT NOT NULL PRIMARY KEY,
    "through" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "sweep" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "watermark" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "ended_at" BIGINT,
    "healed" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" TEXT
);

-- CreateTable
CREATE TABLE "backfill" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "requested_by" TEXT,
    "requested_at" BIGINT NOT NULL,
    "from_at" BIGINT NOT NULL,
    "to_at" BIGINT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "way" TEXT,
    "operation_id" TEXT,
    "cursor" TEXT,
    "total" INTEGER,
    "seen" INTEGER NOT NULL DEFAULT 0,
    "counts" TEXT NOT NULL DEFAULT '{}',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "due_at" BIGINT,
    "started_at" BIGINT,
    "ended_at" BIGINT
);

-- CreateTable
CREATE TABLE "coverage_day" (
    "shop" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "starts_at" BIGINT NOT NULL,
    "ends_at" BIGINT NOT NULL,
    "in_shopify" INTEGER,
    "asked_at" BIGINT,
    "eligible" INTEGER NOT NULL,
    "accepted" INTEGER NOT NULL,
    "waiting" INTEGER NOT NULL,
    "stopped" INTEGER NOT NULL,
    "skipped" TEXT NOT NULL,
    "missing" TEXT NOT NULL DEFAULT '[]',
    "counted_at" BIGINT NOT NULL,

    PRIMARY KEY ("shop", "day")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "at" BIGINT NOT NULL,
    "action" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "data_request" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "requested_at" BIGINT NOT NULL,
    "order_ids" TEXT NOT NULL,
    "handed_out_at" BIGINT
);

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_ingest_token_key" ON "shop"("ingest_token");

-- CreateIndex
CREATE INDEX "shop_set_up_due_at_idx" ON "shop"("set_up_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "settings_change_shop_revision_key" ON "settings_change"("shop", "revision");

-- CreateIndex
CREATE INDEX "pixel_probe_at_idx" ON "pixel"("probe_at");

-- CreateIndex
CREATE UNIQUE INDEX "pixel_shop_code_key" ON "pixel"("shop", "code");

-- CreateIndex
CREATE INDEX "webhook_shop_outcome_idx" ON "webhook"("shop", "outcome");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_shop_topic_event_id_key" ON "webhook"("shop", "topic", "event_id");

-- CreateIndex
CREATE INDEX "order_shop_checkout_token_idx" ON "order"("shop", "checkout_token");

-- CreateIndex
CREATE INDEX "order_lane_route_at_id_idx" ON "order"("lane", "route_at", "id");

-- CreateIndex
CREATE INDEX "order_shop_received_at_idx" ON "order"("shop", "received_at" DESC);

-- CreateIndex
CREATE INDEX "order_shop_placed_at_idx" ON "order"("shop", "placed_at");

-- CreateIndex
CREATE INDEX "order_shop_routed_at_idx" ON "order"("shop", "routed_at");

-- CreateIndex
CREATE UNIQUE INDEX "order_shop_order_id_key" ON "order"("shop", "order_id");

-- CreateIndex
CREATE INDEX "hint_shop_checkout_token_idx" ON "hint"("shop", "checkout_token");

-- CreateIndex
CREATE INDEX "hint_shop_order_id_idx" ON "hint"("shop", "order_id");

-- CreateIndex
CREATE INDEX "hint_shop_click_id_idx" ON "hint"("shop", "click_id");

-- CreateIndex
CREATE INDEX "hint_shop_received_at_idx" ON "hint"("shop", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "hint_shop_event_id_key" ON "hint"("shop", "event_id");

-- CreateIndex
CREATE INDEX "delivery_shop_pixel_code_lane_due_at_id_idx" ON "delivery"("shop", "pixel_code", "lane", "due_at", "id");

-- CreateIndex
CREATE INDEX "delivery_shop_state_created_at_idx" ON "delivery"("shop", "state", "created_at");

-- CreateIndex
CREATE INDEX "delivery_order_ref_idx" ON "delivery"("order_ref");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_shop_order_id_event_name_pixel_code_key" ON "delivery"("shop", "order_id", "event_name", "pixel_code");

-- CreateIndex
CREATE INDEX "attempt_delivery_id_idx" ON "attempt"("delivery_id");

-- CreateIndex
CREATE INDEX "sweep_due_at_idx" ON "sweep"("due_at");

-- CreateIndex
CREATE INDEX "backfill_shop_requested_at_idx" ON "backfill"("shop", "requested_at");

-- CreateIndex
CREATE INDEX "backfill_due_at_idx" ON "backfill"("due_at");

-- CreateIndex
CREATE INDEX "audit_entry_shop_at_idx" ON "audit_entry"("shop", "at");

-- CreateIndex
CREATE UNIQUE INDEX "data_request_shop_request_id_key" ON "data_request"("shop", "request_id");

