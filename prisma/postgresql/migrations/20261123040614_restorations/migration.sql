-- CreateTable
CREATE TABLE "restoration" (
    "id" SERIAL NOT NULL,
    "made_at" BIGINT NOT NULL,
    "restored_at" BIGINT,

    CONSTRAINT "restoration_pkey" PRIMARY KEY ("id")
);

