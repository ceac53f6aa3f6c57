-- AlterTable
ALTER TABLE "coverage_day" ADD COLUMN "figures" TEXT;

-- CreateTable
CREATE TABLE "sender_check" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "checked_at" BIGINT,
    "findings" TEXT,
    "answer" TEXT,
    "answered_at" BIGINT
);

