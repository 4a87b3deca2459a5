import { contentHash } from '../../common/canonical-json.ts';
import { hnetOptions, type HnetOptions } from '../strategies/hnet-options.ts';
import type { BackendName, Configuration, StageSpec } from '../types.ts';

/** Strategies that `HnetLearner` serves, and whether they are regularised. */
const STRATEGIES: Readonly<Record<string, { readonly regularised: boolean }>> = {
  hnet: { regularised: true },
  'hnet+ent': { regularised: true },
  'fine-tune': { regularised: false },
  'from-scratch': { regularised: false },
};

/** What members may differ in: numbers that enter a step as factors, and what only draws the beginning. */
const FREE: ReadonlySet<string> = new Set([
  ...['beta', 'learning_rate', 'embedding_learning_rate', 'adam_beta1', 'momentum', 'iterations'],
  ...['initialisation', 'task_embedding_std', 'chunk_embedding_std'],
]);

/** What decides a step's shapes and calls, and must be the same in all members. */
const SHARED: ReadonlySet<string> = new Set([
  ...['task_embedding_size', 'hidden_layers', 'activation', 'target_layers', 'target_activation'],
  ...['chunked', 'batch_size', 'optimizer'],
]);
/** Likewise, where hypernetworks are chunked. */
const CHUNKED: ReadonlySet<string> = new Set(['chunk_size', 'chunk_embedding_size']);
/** Likewise, where there is a regulariser. */
const REGULARISER: ReadonlySet<string> = new Set([
  ...['lookahead', 'regularised_tasks', 'regulariser_targets', 'mask_regulariser'],
]);

/** What the packed trainer does not do: stages with other values are trained by themselves. */
const FIXED: Configuration = {
  target_network: 'mlp',
  epochs: 0,
  learning_rate_schedule: 'constant',
  augmentation: false,
  soft_targets: 1,
};
/** What perceptrons do not read. */
const UNREAD: ReadonlySet<string> = new Set(['target_channels', 'batch_norm_statistics']);

/**
 * Names the stages that can be trained together: those of one key have the same benchmark, task, shapes and calls, and
 * differ in seed, beta, rates and the like alone.
 * @returns null for what the packed trainer does not know: other strategies and scenarios, and hyperparameters that
 *   came after it. Such stages are trained by themselves.
 */
export function packKey({ trial, task }: StageSpec, backend: BackendName | 'auto'): string | null {
  const strategy = STRATEGIES[trial.strategy];
  if (strategy === undefined || trial.benchmark.scenario !== 'CL1') return null;
  const { configuration } = trial;
  const known = (name: string): boolean =>
    name in FIXED
      ? configuration[name] === FIXED[name]
      : [FREE, SHARED, CHUNKED, REGULARISER, UNREAD].some((names) => names.has(name));
  if (!Object.keys(configuration).every(known)) return null;
  const read = (names: ReadonlySet<string>): Configuration =>
    Object.fromEntries(Object.entries(configuration).filter(([name]) => names.has(name)));
  const k = configuration.regularised_tasks as number;
  return contentHash(
    {
      benchmark: trial.benchmark,
      task,
      backend,
      ...read(SHARED),
      ...(configuration.chunked === true ? read(CHUNKED) : {}),
      // K tasks of no more than K are all of them.
      ...(strategy.regularised && task > 0
        ? { ...read(REGULARISER), regularised_tasks: k >= task ? -1 : k }
        : {}),
      // Each task's own network: earlier scores are carried over rather than measured.
      fresh: trial.strategy === 'from-scratch',
      momentum: configuration.optimizer === 'sgd' && configuration.momentum !== 0,
    },
    16,
  );
}

/** Whether a strategy's hypernetwork is regularised; its beta may still be 0. */
export function isRegularised({ trial }: StageSpec): boolean {
  return STRATEGIES[trial.strategy]?.regularised === true;
}

/** A member's options: `fine-tune` and `from-scratch` are beta 0. */
export function memberOptions(spec: StageSpec): HnetOptions {
  const options = hnetOptions(spec.trial.configuration);
  return isRegularised(spec) ? options : { ...options, beta: 0 };
}
