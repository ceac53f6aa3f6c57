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
    "installed_at" DATETIME NOT NULL,
    "uninstalled_at" DATETIME
);

-- CreateTable
CREATE TABLE "settings" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "updated_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "settings_change" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "changed_at" DATETIME NOT NULL,
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
    "paused_at" DATETIME,
    "paused_code" INTEGER,
    "paused_message" TEXT,
    "verified_at" DATETIME,
    "updated_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "webhook" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "api_version" TEXT NOT NULL,
    "triggered_at" DATETIME,
    "received_at" DATETIME NOT NULL,
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
    "journey_asked_at" DATETIME,
    "waiting_for" TEXT,
    "order_updated_at" DATETIME,
    "received_at" DATETIME NOT NULL,
    "route_at" DATETIME,
    "routed_at" DATETIME
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
    "clicked_at" DATETIME,
    "ttp" TEXT,
    "page" TEXT,
    "user_agent" TEXT,
    "carried" TEXT,
    "received_at" DATETIME NOT NULL
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
    "event" TEXT NOT NULL,
    "placed_at" DATETIME NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" DATETIME,
    "lease" TEXT,
    "leased_at" DATETIME,
    "batch_cap" INTEGER,
    "ambiguous_at" DATETIME,
    "test_event_code" TEXT,
    "created_at" DATETIME NOT NULL,
    "settled_at" DATETIME,
    CONSTRAINT "delivery_order_ref_fkey" FOREIGN KEY ("order_ref") REFERENCES "order" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "lane" (
    "shop" TEXT NOT NULL,
    "pixel_code" TEXT NOT NULL,
    "served_at" DATETIME,
    "blocked_until" DATETIME,

    PRIMARY KEY ("shop", "pixel_code")
);

-- CreateTable
CREATE TABLE "attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "delivery_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" DATETIME NOT NULL,
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

-- CreateIndex
CREATE INDEX "session_shop_idx" ON "session"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "shop_ingest_token_key" ON "shop"("ingest_token");

-- CreateIndex
CREATE UNIQUE INDEX "settings_change_shop_revision_key" ON "settings_change"("shop", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "pixel_shop_code_key" ON "pixel"("shop", "code");

-- CreateIndex
CREATE INDEX "webhook_shop_outcome_idx" ON "webhook"("shop", "outcome");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_shop_topic_event_id_key" ON "webhook"("shop", "topic", "event_id");

-- CreateIndex
CREATE INDEX "order_shop_checkout_token_idx" ON "order"("shop", "checkout_token");

-- CreateIndex
CREATE INDEX "order_route_at_idx" ON "order"("route_at");

-- CreateIndex
CREATE INDEX "order_shop_received_at_idx" ON "order"("shop", "received_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "order_shop_order_id_key" ON "order"("shop", "order_id");

-- CreateIndex
CREATE INDEX "hint_shop_checkout_token_idx" ON "hint"("shop", "checkout_token");

-- CreateIndex
CREATE INDEX "hint_shop_order_id_idx" ON "hint"("shop", "order_id");

-- CreateIndex
CREATE INDEX "hint_shop_click_id_idx" ON "hint"("shop", "click_id");

-- CreateIndex
CREATE INDEX "hint_received_at_idx" ON "hint"("received_at");

-- CreateIndex
CREATE UNIQUE INDEX "hint_shop_event_id_key" ON "hint"("shop", "event_id");

-- CreateIndex
CREATE INDEX "delivery_shop_pixel_code_due_at_idx" ON "delivery"("shop", "pixel_code", "due_at");

-- CreateIndex
CREATE INDEX "delivery_shop_state_idx" ON "delivery"("shop", "state");

-- CreateIndex
CREATE INDEX "delivery_order_ref_idx" ON "delivery"("order_ref");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_shop_order_id_event_name_pixel_code_key" ON "delivery"("shop", "order_id", "event_name", "pixel_code");

-- CreateIndex
CREATE INDEX "attempt_delivery_id_idx" ON "attempt"("delivery_id");

