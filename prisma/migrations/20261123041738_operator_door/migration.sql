-- CreateTable
CREATE TABLE "door_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" BIGINT NOT NULL,
    "event" TEXT NOT NULL,
    "visitor" TEXT NOT NULL
);

