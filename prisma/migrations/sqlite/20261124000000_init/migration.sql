-- CreateTable
CREATE TABLE "Sweep" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "spec" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "createdAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
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
    "deviceSeconds" REAL NOT NULL DEFAULT 0,
    "savedDeviceSeconds" REAL NOT NULL DEFAULT 0,
    "bestTrialId" TEXT,
    "bestValue" REAL
);

-- CreateTable
CREATE TABLE "Trial" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "sweepId" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "assignment" TEXT NOT NULL,
    "configuration" TEXT NOT NULL,
    "value" REAL,
    "standardError" REAL,
    "replicatesDone" INTEGER NOT NULL DEFAULT 0,
    "metrics" TEXT NOT NULL DEFAULT '{}',
    "stagesDone" INTEGER NOT NULL DEFAULT 0,
    "startedAt" DATETIME,
    "endedAt" DATETIME,
    "deviceSeconds" REAL NOT NULL DEFAULT 0,
    CONSTRAINT "Trial_sweepId_fkey" FOREIGN KEY ("sweepId") REFERENCES "Sweep" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Replicate" (
    "trialId" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "metrics" TEXT,
    "endedAt" DATETIME,
    CONSTRAINT "Replicate_trialId_fkey" FOREIGN KEY ("trialId") REFERENCES "Trial" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    PRIMARY KEY ("trialId", "seed")
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
    "recordedAt" DATETIME NOT NULL,
    "deviceSeconds" REAL NOT NULL,
    "result" TEXT NOT NULL,
    CONSTRAINT "StageRun_trialId_seed_fkey" FOREIGN KEY ("trialId", "seed") REFERENCES "Replicate" ("trialId", "seed") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StageRun_key_fkey" FOREIGN KEY ("key") REFERENCES "Stage" ("key") ON DELETE RESTRICT ON UPDATE CASCADE,
    PRIMARY KEY ("trialId", "seed", "task")
);

-- CreateTable
CREATE TABLE "Stage" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "token" INTEGER NOT NULL,
    "owner" TEXT,
    "claimedAt" DATETIME NOT NULL,
    "doneAt" DATETIME,
    "result" TEXT,
    "curve" TEXT,
    "checkpointDigest" TEXT,
    "trialId" TEXT,
    "seed" INTEGER,
    "attempt" INTEGER,
    "worker" TEXT
);

-- CreateTable
CREATE TABLE "Event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "sweepId" TEXT,
    "trialId" TEXT,
    "at" DATETIME NOT NULL,
    "kind" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "data" TEXT NOT NULL
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
