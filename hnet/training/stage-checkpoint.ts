import { contentHash } from '../../common/canonical-json.ts';
import { UserError } from '../../common/errors.ts';
import type { NamedArray, NamedArrays } from '../strategies/strategy.types.ts';
import type { CurvePoint, StageSpec } from '../types.ts';
import type { Plateau } from './learning-rate.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { TRAINING_VERSION } from './stage-key.ts';
import type { CheckpointBytes } from './stage.types.ts';

/** What a stage carries along besides its learner's tensors. */
export interface StageMemory {
  /** Iterations done. */
  iteration: number;
  /** Training time so far, over all attempts. */
  seconds: number;
  readonly curve: CurvePoint[];
  /** State of the plateau schedule; absent without one. */
  plateau?: Plateau;
  /** W_j just after each finished task j, or a sample of it. */
  drift: readonly NamedArray[];
  /** Scores after the latest finished task. */
  readonly val: readonly number[];
  readonly test: readonly number[];
}

interface Metadata {
  readonly trainingVersion: number;
  readonly scope: 'final' | 'midway';
  /** Hash of the trial and seed, so that a checkpoint never continues another training. */
  readonly training: string;
  readonly task: number;
  readonly iteration: number;
  readonly seconds: number;
  readonly curve: readonly CurvePoint[];
  readonly plateau?: Plateau;
  readonly val: readonly number[];
  readonly test: readonly number[];
}

/** The checkpoint of a stage (docs/checkpoint-format.md). */
export function packStage(
  spec: StageSpec,
  scope: 'final' | 'midway',
  arrays: NamedArrays,
  memory: StageMemory,
): CheckpointBytes {
  const drift = Object.fromEntries(memory.drift.map((array, task) => [`drift.${task}`, array]));
  // Seconds and the curve of a finished stage are results, not state: without them equal trainings give equal bytes.
  const metadata: Metadata = {
    trainingVersion: TRAINING_VERSION,
    scope,
    training: trainingOf(spec),
    task: spec.task,
    iteration: memory.iteration,
    seconds: scope === 'final' ? 0 : memory.seconds,
    curve: scope === 'final' ? [] : memory.curve,
    ...(scope === 'midway' && memory.plateau !== undefined ? { plateau: memory.plateau } : {}),
    val: memory.val,
    test: memory.test,
  };
  return writeSafetensors({ ...arrays, ...drift }, metadata);
}

/** Takes a checkpoint apart again. @throws UserError `corrupt-data` if it is torn or belongs to another stage. */
export function unpackStage(
  bytes: CheckpointBytes,
  spec: StageSpec,
  scope: 'final' | 'midway',
): { arrays: NamedArrays; memory: StageMemory } {
  const { arrays, metadata } = readSafetensors(bytes);
  const found = metadata as Metadata;
  const isSame = found.training === trainingOf(spec) && found.task === spec.task;
  if (!isSame || found.trainingVersion !== TRAINING_VERSION || found.scope !== scope)
    throw new UserError(
      'corrupt-data',
      `checkpoint of another stage: found ${found.scope} of task ${found.task} (training ${found.training}, version ${found.trainingVersion}); ` +
        `needed ${scope} of task ${spec.task} (training ${trainingOf(spec)}, version ${TRAINING_VERSION})`,
    );
  const own = Object.entries(arrays).filter(([name]) => !name.startsWith('drift.'));
  const drift = Object.entries(arrays)
    .filter(([name]) => name.startsWith('drift.'))
    .sort(([a], [b]) => Number(a.slice(6)) - Number(b.slice(6)))
    .map(([, array]) => array);
  const { iteration, seconds, curve, plateau, val, test } = found;
  return {
    arrays: Object.fromEntries(own),
    memory: {
      iteration,
      seconds,
      curve: [...curve],
      drift,
      val,
      test,
      ...(plateau === undefined ? {} : { plateau }),
    },
  };
}

/** Same seed and benchmark; not the configuration, which stages may share though it differs in what did not matter yet. */
function trainingOf(spec: StageSpec): string {
  return contentHash({ benchmark: spec.trial.benchmark, seed: spec.seed });
}
