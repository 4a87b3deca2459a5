import { hash, uniformStream } from '../random.ts';
import { freeParameters, toUnit } from '../space/index.ts';
import { normalQuantile } from '../statistics/normal.ts';
import type { Assignment, Objective, SearchSpace } from '../types.ts';
import type { Surface, Training } from './simulation.types.ts';

/** How a made-up benchmark behaves. */
interface Shape {
  readonly description: string;
  /** What a bad configuration loses on every task, and on earlier tasks by the end, at the worst corner. */
  readonly ability: number;
  readonly forgetting: number;
  /** Standard deviation between seeds, and between stages of one training. */
  readonly seedNoise: number;
  readonly stageNoise: number;
  /** Depth of the waves that make local optima. */
  readonly waves: number;
  /** Share of the space, its worst, that diverges at the second task. */
  readonly diverging: number;
}

/** Made-up benchmarks, over whatever space a sweep has. */
const SHAPES = {
  steady: {
    description: 'the first task tells nearly all',
    ...{ ability: 0.4, forgetting: 0.05, seedNoise: 0.004, stageNoise: 0.002, waves: 0, diverging: 0 },
  },
  late: {
    description: 'forgetting decides: what is good after one task may be bad in the end',
    ...{ ability: 0.08, forgetting: 0.5, seedNoise: 0.004, stageNoise: 0.002, waves: 0, diverging: 0 },
  },
  noisy: {
    description: 'seeds differ by more than good configurations do',
    ...{ ability: 0.3, forgetting: 0.1, seedNoise: 0.03, stageNoise: 0.01, waves: 0, diverging: 0 },
  },
  rugged: {
    description: 'local optima, and a tenth of the space diverges',
    ...{ ability: 0.4, forgetting: 0.1, seedNoise: 0.004, stageNoise: 0.002, waves: 0.04, diverging: 0.1 },
  },
} as const satisfies Readonly<Record<string, Shape>>;

export type FunctionName = keyof typeof SHAPES;
export const functionNames = Object.keys(SHAPES) as readonly FunctionName[];

/** What each is like, for help texts. */
export const functionDescriptions: readonly string[] = functionNames.map(
  (name) => `${name}: ${SHAPES[name].description}`,
);

/** Device-seconds of a stage, of the cheapest configuration and of the dearest. */
const SECONDS = { least: 10, most: 30 };
/** Points at which the share that diverges is measured. */
const PROBES = 2000;

/**
 * A made-up benchmark over a space: accuracies (or, to be minimised, errors) that fall from a hidden optimum, one for
 * learning and another for not forgetting; noise of seeds and of stages. Deterministic by its seed.
 */
export function functionSurface(
  name: FunctionName,
  {
    space,
    objective,
    tasks,
    seed,
  }: {
    readonly space: SearchSpace;
    readonly objective: Objective;
    readonly tasks: number;
    readonly seed: number;
  },
): Surface {
  const shape: Shape = SHAPES[name];
  const names = freeParameters(space);
  const hidden = uniformStream(seed, 0x68696464);
  const axes = names.map(() => ({
    optimum: 0.15 + 0.7 * hidden(),
    kept: 0.15 + 0.7 * hidden(),
    weight: 0.1 + hidden() ** 2,
    phase: hidden(),
  }));
  const weights = axes.reduce((sum, { weight }) => sum + weight, 0) || 1;

  /** Weighted squared distance from a hidden point, 1 at the farthest corner or beyond. */
  const distance = (at: readonly number[], from: 'optimum' | 'kept'): number =>
    at.reduce((sum, u, i) => sum + (axes[i]!.weight / weights) * ((u - axes[i]![from]) / 0.85) ** 2, 0);
  const waves = (at: readonly number[]): number =>
    shape.waves *
    at.reduce(
      (sum, u, i) => sum + (axes[i]!.weight / weights) * (1 - Math.cos(6 * Math.PI * (u - axes[i]!.optimum))),
      0,
    );
  const place = (assignment: Assignment): number[] =>
    names.map((one) => (assignment[one] === undefined ? 0.5 : toUnit(space[one]!, assignment[one])));
  /** The score after so many tasks, without noise. */
  const score = (at: readonly number[], learnt: number): number => {
    const lost = tasks === 1 ? 0 : (learnt - 1) / (tasks - 1);
    return (
      0.99 -
      shape.ability * distance(at, 'optimum') -
      waves(at) -
      shape.forgetting * lost * distance(at, 'kept')
    );
  };

  const probe = uniformStream(seed, 0x70726f62);
  const corners = Array.from({ length: PROBES }, () => names.map(() => probe()));
  const worst = corners.map((at) => distance(at, 'optimum')).sort((a, b) => a - b);
  const bound = shape.diverging === 0 ? Infinity : worst[Math.floor(PROBES * (1 - shape.diverging))]!;
  const turned = (value: number): number => (objective.goal === 'maximize' ? value : 1 - value);

  const best = climb(
    axes.map(({ optimum }) => optimum),
    (at) => score(at, tasks),
  );
  return {
    ...{ name, tasks, objective, seeds: null },
    best: turned(score(best, tasks)),
    match: () => 'exact',
    truth: (assignment) => {
      const at = place(assignment);
      if (distance(at, 'optimum') > bound) return objective.goal === 'maximize' ? -Infinity : Infinity;
      return turned(score(at, tasks));
    },
    train(assignment, replicate): Training {
      const at = place(assignment);
      const diverged = distance(at, 'optimum') > bound && tasks > 1;
      const normal = normals(seed, replicate, hash(...at.map((u) => Math.round(u * 1e9))));
      const offset = shape.seedNoise * normal();
      const stages = Array.from({ length: diverged ? 1 : tasks }, (_, i) => i + 1);
      const cost = SECONDS.least + (SECONDS.most - SECONDS.least) * (at[0] ?? 0);
      return {
        values: stages.map((learnt) => turned(score(at, learnt) + offset + shape.stageNoise * normal())),
        during: stages.map(() => turned(score(at, 1) + offset + shape.stageNoise * normal())),
        seconds: [...stages, ...(diverged ? [0] : [])].map(() => cost),
        keys: stages.map(() => null),
        diverged,
      };
    },
  };
}

/** A stream of standard normal numbers. */
function normals(...name: readonly number[]): () => number {
  const uniform = uniformStream(...name);
  return () => normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, uniform())));
}

/** The highest point near a start, coordinate by coordinate with halving steps: for the best value that there is. */
function climb(start: readonly number[], f: (at: readonly number[]) => number): readonly number[] {
  let at = start;
  let height = f(at);
  for (let step = 0.25; step > 1e-6; step /= 2)
    for (let moved = true; moved;) {
      moved = false;
      for (const d of at.keys())
        for (const change of [step, -step]) {
          const next = at.with(d, Math.min(1, Math.max(0, at[d]! + change)));
          const value = f(next);
          if (value > height) [at, height, moved] = [next, value, true];
        }
    }
  return at;
}
