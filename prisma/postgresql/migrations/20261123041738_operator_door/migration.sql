-- CreateTable
CREATE TABLE "door_entry" (
    "id" SERIAL NOT NULL,
    "at" BIGINT NOT NULL,
    "event" TEXT NOT NULL,
    "visitor" TEXT NOT NULL,

    CONSTRAINT "door_entry_pkey" PRIMARY KEY ("id")
);

