-- CreateTable
CREATE TABLE "Sweep" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "spec" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),
    "waiting" INTEGER NOT NULL DEFAULT 0,
    "running" INTEGER NOT NULL DEFAULT 0,
    "paused" INTEGER NOT NULL DEFAULT 0,
    "complete" INTEGER NOT NULL DEFAULT 0,
    "pruned" INTEGER NOT NULL DEFAULT 0,
    "diverged" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "stagesRecorded" INTEGER NOT NULL DEFAULT 0,
    "stagesReused" INTEGER NOT NULL DEFAULT 0,
    "deviceSeconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "savedDeviceSeconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "bestTrialId" TEXT,
    "bestValue" DOUBLE PRECISION,

    CONSTRAINT "Sweep_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Trial" (
    "id" TEXT NOT NULL,
    "sweepId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "assignment" TEXT NOT NULL,
    "configuration" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "standardError" DOUBLE PRECISION,
    "replicatesDone" INTEGER NOT NULL DEFAULT 0,
    "metrics" TEXT NOT NULL DEFAULT '{}',
    "stagesDone" INTEGER NOT NULL DEFAULT 0,
    "startedAt" TIMESTAMP(3),
    "endedAt" TIMESTAMP(3),
    "deviceSeconds" DOUBLE PRECISION NOT NULL DEFAULT 0,

    CONSTRAINT "Trial_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Replicate" (
    "trialId" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "metrics" TEXT,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "Replicate_pkey" PRIMARY KEY ("trialId", "seed")
);

-- CreateTable
CREATE TABLE "StageRun" (
    "trialId" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "task" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "reused" BOOLEAN NOT NULL,
    "attempt" INTEGER NOT NULL,
    "worker" TEXT NOT NULL,
    "checkpointDigest" TEXT NOT NULL,
    "recordedAt" TIMESTAMP(3) NOT NULL,
    "deviceSeconds" DOUBLE PRECISION NOT NULL,
    "result" TEXT NOT NULL,

    CONSTRAINT "StageRun_pkey" PRIMARY KEY ("trialId", "seed", "task")
);

-- CreateTable
CREATE TABLE "Stage" (
    "key" TEXT NOT NULL,
    "token" INTEGER NOT NULL,
    "owner" TEXT,
    "claimedAt" TIMESTAMP(3) NOT NULL,
    "doneAt" TIMESTAMP(3),
    "result" TEXT,
    "curve" TEXT,
    "checkpointDigest" TEXT,
    "trialId" TEXT,
    "seed" INTEGER,
    "attempt" INTEGER,
    "worker" TEXT,

    CONSTRAINT "Stage_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "sweepId" TEXT,
    "trialId" TEXT,
    "at" TIMESTAMP(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" TEXT NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Sweep_name_ordinal_key" ON "Sweep"("name", "ordinal");

-- CreateIndex
CREATE INDEX "Sweep_createdAt_id_idx" ON "Sweep"("createdAt", "id");

-- CreateIndex
CREATE INDEX "Sweep_state_idx" ON "Sweep"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Trial_sweepId_number_key" ON "Trial"("sweepId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Trial_sweepId_hash_key" ON "Trial"("sweepId", "hash");

-- CreateIndex
CREATE INDEX "Trial_sweepId_state_value_number_idx" ON "Trial"("sweepId", "state", "value", "number");

-- CreateIndex
CREATE INDEX "StageRun_key_idx" ON "StageRun"("key");

-- CreateIndex
CREATE UNIQUE INDEX "Event_key_key" ON "Event"("key");

-- CreateIndex
CREATE INDEX "Event_sweepId_id_idx" ON "Event"("sweepId", "id");

-- AddForeignKey
ALTER TABLE "Trial" ADD CONSTRAINT "Trial_sweepId_fkey" FOREIGN KEY ("sweepId") REFERENCES "Sweep"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Replicate" ADD CONSTRAINT "Replicate_trialId_fkey" FOREIGN KEY ("trialId") REFERENCES "Trial"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageRun" ADD CONSTRAINT "StageRun_trialId_seed_fkey" FOREIGN KEY ("trialId", "seed") REFERENCES "Replicate"("trialId", "seed") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StageRun" ADD CONSTRAINT "StageRun_key_fkey" FOREIGN KEY ("key") REFERENCES "Stage"("key") ON DELETE RESTRICT ON UPDATE CASCADE;
