-- DropIndex
DROP INDEX "delivery_shop_state_created_at_idx";

-- AlterTable
ALTER TABLE "order" ADD COLUMN     "carrier" TEXT NOT NULL DEFAULT 'undecided',
ADD COLUMN     "click_id" TEXT COLLATE "C";

-- Both are looked for by their beginnings: in the order of bytes, whatever the database's own order is.
ALTER TABLE "order" ALTER COLUMN "name" TYPE TEXT COLLATE "C";

-- What is decided already was decided without these columns.
UPDATE "order" SET "carrier" = coalesce("attribution"::json ->> 'carrier', 'none'), "click_id" = "attribution"::json ->> 'clickId'
WHERE "routed_at" IS NOT NULL;

-- CreateTable
CREATE TABLE "saved_view" (
    "id" SERIAL NOT NULL,
    "shop" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saved_view_shop_name_key" ON "saved_view"("shop", "name");

-- CreateIndex
CREATE INDEX "order_shop_carrier_placed_at_idx" ON "order"("shop", "carrier", "placed_at");

-- CreateIndex
CREATE INDEX "order_shop_name_idx" ON "order"("shop", "name");

-- CreateIndex
CREATE INDEX "order_shop_click_id_idx" ON "order"("shop", "click_id");

-- CreateIndex
CREATE INDEX "delivery_shop_state_placed_at_idx" ON "delivery"("shop", "state", "placed_at");

