-- CreateTable
CREATE TABLE "heartbeat" (
    "worker" TEXT NOT NULL,
    "started_at" BIGINT NOT NULL,
    "seen_at" BIGINT NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("worker")
);

-- CreateIndex
CREATE INDEX "heartbeat_seen_at_idx" ON "heartbeat"("seen_at");

-- CreateIndex
CREATE INDEX "coverage_day_day_idx" ON "coverage_day"("day");

-- CreateIndex
CREATE INDEX "alert_closed_at_idx" ON "alert"("closed_at");

