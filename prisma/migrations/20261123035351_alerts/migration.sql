-- CreateTable
CREATE TABLE "alert_settings" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL,
    "sealed_channels" TEXT NOT NULL,
    "courses" TEXT NOT NULL DEFAULT '{}',
    "updated_at" BIGINT NOT NULL,
    "due_at" BIGINT NOT NULL,
    "looked_at" BIGINT
);

-- CreateTable
CREATE TABLE "alert" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "opened_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "facts" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "alert_message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "alert_id" INTEGER NOT NULL,
    "shop" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" BIGINT,
    "settled_at" BIGINT,
    "answer" TEXT,
    CONSTRAINT "alert_message_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alert" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "alert_settings_due_at_idx" ON "alert_settings"("due_at");

-- CreateIndex
CREATE INDEX "alert_shop_opened_at_idx" ON "alert"("shop", "opened_at");

-- CreateIndex
CREATE INDEX "alert_message_due_at_idx" ON "alert_message"("due_at");

-- CreateIndex
CREATE INDEX "alert_message_shop_idx" ON "alert_message"("shop");

-- CreateIndex
CREATE UNIQUE INDEX "alert_message_alert_id_channel_target_kind_key" ON "alert_message"("alert_id", "channel", "target", "kind");

