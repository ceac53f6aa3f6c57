-- CreateTable
CREATE TABLE "restoration" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "made_at" BIGINT NOT NULL,
    "restored_at" BIGINT
);

