import { heartbeat, sleep } from '@temporalio/activity';
import type { StageClaim, StageRecord } from '../../prisma/store/types.ts';
import type {
  ClaimStageAnswer,
  ClaimStageInput,
  ControlActivities,
} from '../../workflows/activities.types.ts';
import { TrainAttemptError } from '../failures.ts';
import type { ClaimWaiting, ControlDependencies } from './control.types.ts';

const DEFAULT_WAITING: ClaimWaiting = { pollMs: 1000, lookMs: 15_000, longestMs: 600_000, mostWaiting: 64 };

/**
 * `claimStage`: of all trials that want to train the same content address, one does and the others wait for it. A
 * claim whose owner's workflow is no longer running is taken over under a higher token.
 */
export function createClaimStage({
  store,
  knowledge,
  lookup,
  waiting = DEFAULT_WAITING,
}: ControlDependencies): Pick<ControlActivities, 'claimStage'> {
  let waitingNow = 0;

  return {
    async claimStage(input): Promise<ClaimStageAnswer> {
      const key = addressOf(input);
      let claim = await store.claimStage(key, input.owner);
      if (input.retrain && claim.kind === 'done') {
        await store.reopenStage(key, claim.record.checkpointDigest);
        claim = await store.claimStage(key, input.owner);
      }
      if (claim.kind === 'held') claim = await wait(key, input.owner, claim);
      if (claim.kind === 'claimed') return { kind: 'claimed', key, token: claim.token };
      if (claim.kind === 'held') return { kind: 'busy', key };
      await store.recordStage(reusedBy(input, claim.record), null);
      return { kind: 'reused', key, outcome: claim.record.result.outcome };
    },
  };

  /** The stage's address. A checkpoint that the code before an upgrade left is of no use to it: that is a missing one. */
  function addressOf({ stage, backend, previousKey }: ClaimStageInput): string {
    if (previousKey !== null) {
      const expected = knowledge.stageKey({ ...stage, task: stage.task - 1 }, backend);
      if (previousKey !== expected)
        throw new TrainAttemptError(
          'missing-checkpoint',
          'the stage before was trained by another version of the code',
        );
    }
    return knowledge.stageKey(stage, backend);
  }

  async function wait(key: string, owner: string, held: StageClaim): Promise<StageClaim> {
    if (waitingNow >= waiting.mostWaiting) return held;
    waitingNow += 1;
    try {
      const until = Date.now() + waiting.longestMs;
      let claim = held;
      let lookAt = 0;
      while (claim.kind === 'held' && Date.now() < until) {
        heartbeat();
        if (Date.now() >= lookAt) {
          lookAt = Date.now() + waiting.lookMs;
          const fate = await lookup(claim.owner);
          if (fate.kind !== 'running') return await store.takeOverStage(key, owner, claim.token);
        }
        await sleep(waiting.pollMs);
        claim = await store.claimStage(key, owner);
      }
      return claim;
    } finally {
      waitingNow -= 1;
    }
  }
}

function reusedBy(input: ClaimStageInput, record: StageRecord): StageRecord {
  return { ...record, trialId: input.trialId, seed: input.stage.seed, reused: true };
}
