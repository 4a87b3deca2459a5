import { freeParameters } from '../../../search/space/index.ts';
import {
  importanceSteps,
  type Importance as Found,
  type Observation,
  type OverTrees,
} from '../../../search/importance/index.ts';
import type { SweepRow } from '../../../prisma/store/types.ts';
import type { SweepSpec } from '../../../workflows/types.ts';
import type { ReadStore } from '../dependencies.types.ts';
import type { Importance } from '../schemas/importance.ts';
import { valuePages } from './find.ts';
import { measured } from './numbers.ts';

/** More trials than this say hardly more, and take longer: as many are taken, evenly over the search. */
const mostTrials = 1000;
/** The server answers others after this many milliseconds at the latest. */
const patience = 20;
/** Fewer trials than this, or than so many a hyperparameter, make a forest of chance. */
const fewTrials = { all: 20, perParameter: 5 };
/** Below this share of the variance explained, the forest's picture is a poor one. */
const goodOutOfBag = 0.5;
/** Samplers whose trials lie all over the space. */
const spreadOut: readonly string[] = ['grid', 'random', 'sobol', 'halton', 'latin-hypercube'];

/** Which hyperparameters matter to a sweep's objective, from its complete trials. */
export async function importanceView(store: ReadStore, { id, spec }: SweepRow): Promise<Importance> {
  const all: Observation[] = [];
  for await (const page of valuePages(store, id))
    for (const { state, value, assignment } of page)
      if (state === 'complete' && value !== null) all.push({ assignment, value });
  const some =
    all.length <= mostTrials
      ? all
      : Array.from({ length: mostTrials }, (_, i) => all[Math.floor((i * all.length) / mostTrials)]!);
  const found = await inTurns(importanceSteps(spec.space, some));
  return {
    objective: { name: spec.objective.name, goal: spec.objective.goal },
    trials: found?.trials ?? some.length,
    complete: all.length,
    trees: found?.trees ?? 0,
    outOfBag: measured(found?.outOfBag ?? null),
    warnings: warningsOf(found, spec),
    parameters: (found?.parameters ?? []).map(({ name, share, permutation, dependence }) => ({
      name,
      share: overTrees(share),
      permutation: overTrees(permutation),
      dependence: dependence.map(({ value, ...place }) => ({ value: value as never, ...overTrees(place) })),
    })),
    interactions: (found?.interactions ?? []).map(({ names, share }) => ({
      names: [...names],
      share: overTrees(share),
    })),
    remainder: measured(found?.remainder ?? null),
  };
}

function overTrees({ mean, spread }: OverTrees) {
  return { mean: measured(mean), spread: measured(spread) };
}

/** Why the shares may mean little; empty where nothing speaks against them. */
export function warningsOf(found: Found | null, { space, method }: SweepSpec): string[] {
  if (found === null)
    return ['nothing to explain yet: that takes two complete trials or more, of different values'];
  const parameters = freeParameters(space).length;
  const enough = Math.max(fewTrials.all, fewTrials.perParameter * parameters);
  const { trials, skipped, outOfBag } = found;
  return [
    ...(trials < enough
      ? [
          `${trials} complete trials are few for ${parameters} hyperparameter${parameters === 1 ? '' : 's'}: from about ${enough} on, shares mean something`,
        ]
      : []),
    ...(outOfBag < goodOutOfBag || Number.isNaN(outOfBag)
      ? [
          `the forest explains ${outOfBag > 0 ? `only ${Math.round(100 * outOfBag)} %` : 'nothing'} of the variance of trials that it has not seen: its shares may be of noise`,
        ]
      : []),
    ...(spreadOut.includes(method)
      ? []
      : [
          `trials of a ${method} search crowd where values are good: what it kept away from rests on few of them`,
        ]),
    ...(skipped > 0 ? [`${skipped} trials outside of the search space are left out`] : []),
  ];
}

/** Runs a long calculation so that others are answered in between. */
async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
  for (let since = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < patience) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
}
