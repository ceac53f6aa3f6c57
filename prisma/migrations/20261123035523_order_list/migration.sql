-- DropIndex
DROP INDEX "delivery_shop_state_created_at_idx";

-- CreateTable
CREATE TABLE "saved_view" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "shop" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL
);

-- AlterTable
ALTER TABLE "order" ADD COLUMN "carrier" TEXT NOT NULL DEFAULT 'undecided';
ALTER TABLE "order" ADD COLUMN "click_id" TEXT;

-- What is decided already was decided without these columns.
UPDATE "order" SET "carrier" = coalesce("attribution" ->> '$.carrier', 'none'), "click_id" = "attribution" ->> '$.clickId'
WHERE "routed_at" IS NOT NULL;

-- CreateIndex
CREATE INDEX "order_shop_carrier_placed_at_idx" ON "order"("shop", "carrier", "placed_at");

-- CreateIndex
CREATE INDEX "order_shop_name_idx" ON "order"("shop", "name");

-- CreateIndex
CREATE INDEX "order_shop_click_id_idx" ON "order"("shop", "click_id");

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_shop_name_key" ON "saved_view"("shop", "name");

-- CreateIndex
CREATE INDEX "delivery_shop_state_placed_at_idx" ON "delivery"("shop", "state", "placed_at");

