/** Trainings that never happened, with numbers as real ones have them. */
import type { Configuration, CurvePoint, StageResult } from '../../../hnet/types.ts';
import type { SweepSpec } from '../../../workflows/types.ts';

/** Uniform in [0, 1), the same for the same words. */
export function chance(...words: readonly (string | number)[]): number {
  let hash = 2166136261;
  for (const character of words.join('/')) {
    hash ^= character.charCodeAt(0);
    hash = Math.imul(hash, 16777619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}

/** About normal, from three uniform numbers. */
function noise(...words: readonly (string | number)[]): number {
  return [0, 1, 2].reduce((sum, i) => sum + chance(...words, i), 0) * 2 - 3;
}

function numberOf(configuration: Configuration, name: string, usual: number): number {
  const value = configuration[name];
  return typeof value === 'number' ? value : usual;
}

/** What a configuration forgets and reaches: best near beta 0.01 and a learning rate of 0.001. */
function talent(configuration: Configuration) {
  const beta = Math.log10(numberOf(configuration, 'beta', 0.01));
  const rate = Math.log10(numberOf(configuration, 'learning_rate', 1e-3));
  const embedding = Math.log2(numberOf(configuration, 'task_embedding_size', 32));
  return {
    forgetting: 0.004 + 0.05 * Math.max(0, -2 - beta) ** 1.6,
    stiffness: 0.012 * Math.max(0, beta + 2) ** 2 + 0.03 * (rate + 3) ** 2 + 0.002 * (6 - embedding),
  };
}

const curvePoints = 40;

function curve(task: number, iterations: number, seed: string): CurvePoint[] {
  return Array.from({ length: curvePoints }, (_, i) => ({
    iteration: Math.round((i * iterations) / curvePoints),
    loss: 0.02 + 0.68 * Math.exp(-i / 6) * (1 + 0.25 * noise(seed, 'loss', task, i)),
    regulariser: task === 0 ? 0 : 0.004 * (1 - Math.exp(-i / 10)) * (1 + 0.3 * noise(seed, 'reg', task, i)),
  }));
}

/** What training a task of a trial would have given. */
export function madeUpStage(
  spec: SweepSpec,
  configuration: Configuration,
  seed: number,
  task: number,
): StageResult {
  const { forgetting, stiffness } = talent(configuration);
  const words = `${JSON.stringify(configuration)}/${seed}`;
  const isError = spec.benchmark.name === 'polynomials';
  const score = (split: string, of: number) => {
    const lost =
      0.004 * noise(words, 'seed') +
      stiffness * (1 + of / 4) +
      forgetting * (task - of) +
      0.0025 * noise(words, split, of, task) +
      0.006;
    return isError ? Math.max(1e-4, lost / 4) : Math.min(1, Math.max(0.5, 1 - lost));
  };
  const row = (split: string) => Array.from({ length: task + 1 }, (_, of) => score(split, of));
  const iterations = numberOf(configuration, 'iterations', 500);
  const points = curve(task, iterations, words);
  return {
    task,
    outcome: 'complete',
    val: row('val'),
    test: row('test'),
    weightDrift: Array.from(
      { length: task + 1 },
      (_, of) => (task - of) * forgetting * 12 * (1 + 0.2 * noise(words, 'drift', of, task)),
    ),
    finalLoss: points.at(-1)!.loss,
    iterations,
    curve: points,
    trainSeconds: 14 + 4 * chance(words, 'seconds', task),
    evaluationSeconds: 0.8,
    backend: 'tensorflow',
    device: `gpu:${seed % 2}`,
  };
}
