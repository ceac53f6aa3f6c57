-- CreateTable
CREATE TABLE "tiktok_authorisation" (
    "shop" TEXT NOT NULL PRIMARY KEY,
    "staff" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "secret_hash" TEXT,
    "sealed" TEXT,
    "advertisers" TEXT NOT NULL DEFAULT '[]',
    "problem" TEXT,
    "answer" TEXT,
    "created_at" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "tiktok_authorisation_secret_hash_key" ON "tiktok_authorisation"("secret_hash");

-- CreateIndex
CREATE INDEX "tiktok_authorisation_expires_at_idx" ON "tiktok_authorisation"("expires_at");

