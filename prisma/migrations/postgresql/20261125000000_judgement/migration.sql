-- AlterTable
ALTER TABLE "Trial" ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'sampler';

-- AlterTable
ALTER TABLE "Trial" ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "Replicate" ADD COLUMN "purpose" TEXT NOT NULL DEFAULT 'search';

-- CreateTable
CREATE TABLE "Report" (
    "trialId" TEXT NOT NULL,
    "axis" TEXT NOT NULL,
    "rung" INTEGER NOT NULL,
    "sweepId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "value" DOUBLE PRECISION,
    "reason" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Report_pkey" PRIMARY KEY ("trialId", "axis", "rung")
);

-- CreateIndex
CREATE INDEX "Report_sweepId_axis_rung_number_idx" ON "Report"("sweepId", "axis", "rung", "number");

-- AddForeignKey
ALTER TABLE "Report" ADD CONSTRAINT "Report_trialId_fkey" FOREIGN KEY ("trialId") REFERENCES "Trial"("id") ON DELETE CASCADE ON UPDATE CASCADE;
