import type { Transaction } from './databases/database.ts';
import { joinResult } from './rows.ts';
import type { Session } from './session.ts';
import type { StageClaim, StageStore } from './types.ts';

type Claims = Pick<StageStore, 'claimStage' | 'takeOverStage' | 'releaseStage' | 'reopenStage'>;

/** A stage's row, locked until the transaction ends; null if nobody ever claimed it. */
async function locked({ dialect }: Session, tx: Transaction, key: string) {
  await dialect.lockStage(tx, key);
  return tx.stage.findUnique({ where: { key } });
}

type StageRecordRow = NonNullable<Awaited<ReturnType<typeof locked>>>;

/** The answer to somebody who cannot have the claim. */
function present(row: StageRecordRow): StageClaim {
  if (row.doneAt === null)
    return { kind: 'held', owner: row.owner ?? '', token: row.token, since: row.claimedAt };
  return {
    kind: 'done',
    record: {
      trialId: row.trialId ?? '',
      seed: row.seed ?? 0,
      key: row.key,
      result: joinResult(row.result ?? '{}', row.curve),
      reused: false,
      attempt: row.attempt ?? 0,
      worker: row.worker ?? '',
      checkpointDigest: row.checkpointDigest ?? '',
    },
  };
}

/** Gives the stage to an owner under the next token. */
async function hand(tx: Transaction, row: StageRecordRow, owner: string): Promise<StageClaim> {
  const token = row.token + 1;
  await tx.stage.update({ where: { key: row.key }, data: { owner, token, claimedAt: new Date() } });
  return { kind: 'claimed', token };
}

/** Claims on content addresses: of all that want to train a stage, one does. */
export function createClaims(session: Session): Claims {
  const { write } = session;

  const claimStage = (key: string, owner: string): Promise<StageClaim> =>
    write(async (tx) => {
      const row = await locked(session, tx, key);
      if (row === null) {
        await tx.stage.create({ data: { key, owner, token: 1, claimedAt: new Date() } });
        return { kind: 'claimed', token: 1 };
      }
      if (row.doneAt !== null) return present(row);
      if (row.owner === null) return hand(tx, row, owner);
      return row.owner === owner ? { kind: 'claimed', token: row.token } : present(row);
    });

  return {
    claimStage,

    takeOverStage: (key, owner, token) =>
      write(async (tx) => {
        const row = await locked(session, tx, key);
        if (row === null) {
          await tx.stage.create({ data: { key, owner, token: token + 1, claimedAt: new Date() } });
          return { kind: 'claimed', token: token + 1 };
        }
        if (row.doneAt !== null) return present(row);
        // The same call again, its first answer lost: the claim has this owner under a newer token already.
        if (row.owner === owner && row.token > token) return { kind: 'claimed', token: row.token };
        if (row.owner === null || row.token === token) return hand(tx, row, owner);
        return present(row);
      }),

    releaseStage: (key, owner) =>
      write(async (tx) => {
        await tx.stage.updateMany({ where: { key, owner, doneAt: null }, data: { owner: null } });
      }),

    reopenStage: (key, checkpointDigest) =>
      write(async (tx) => {
        await tx.stage.updateMany({
          where: { key, checkpointDigest, doneAt: { not: null } },
          data: { doneAt: null, owner: null },
        });
      }),
  };
}
