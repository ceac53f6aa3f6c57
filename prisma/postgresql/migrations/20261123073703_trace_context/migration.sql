-- AlterTable
ALTER TABLE "order" ADD COLUMN     "traceparent" TEXT;

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "traceparent" TEXT;

