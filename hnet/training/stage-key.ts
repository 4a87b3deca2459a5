import { contentHash } from '../../common/canonical-json.ts';
import { strategyByName } from '../strategies/index.ts';
import type { BackendName, StageSpec } from '../types.ts';

/**
 * Version of everything that turns a stage's specification into weights. Raise it with any change that alters results:
 * stages trained by other versions are then not reused.
 */
export const TRAINING_VERSION = 5;

/**
 * Content address of what a stage leaves, its checkpoint and its recorded scores: a hash of all that can influence the
 * weights after it or the way they are scored, and of nothing else. What only the regulariser reads does not enter the first task's key, so that configurations that
 * differ in beta alone share that stage; `fine-tune` shares stages with `hnet` at beta 0.
 * @param backend the backend asked for: results agree across backends only within rounding
 */
export function stageKey(spec: StageSpec, backend: BackendName | 'auto'): string {
  const strategy = strategyByName(spec.trial.strategy);
  // The regulariser acts from task 1 on, and a stage inherits the influence of all stages before it.
  const configuration = strategy.effectiveConfiguration(
    spec.trial.configuration,
    spec.task,
    spec.trial.benchmark,
  );
  return contentHash(
    {
      version: TRAINING_VERSION,
      learner: strategy.learner(spec.trial.benchmark),
      benchmark: spec.trial.benchmark,
      configuration,
      seed: spec.seed,
      task: spec.task,
      backend,
    },
    40,
  );
}
