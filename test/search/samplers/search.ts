import type { Assignment, Objective, PastTrial, Sampler, SearchSpace } from '../../../search/types.ts';

/** Searches one trial after the other. */
export function search(
  sampler: Sampler,
  space: SearchSpace,
  value: (assignment: Assignment) => number,
  {
    trials = 60,
    seed = 1,
    goal = 'minimize',
  }: { trials?: number; seed?: number; goal?: Objective['goal'] } = {},
): PastTrial[] {
  const history: PastTrial[] = [];
  for (let number = 0; number < trials; number += 1) {
    const proposal = sampler.suggest({ space, objective: { name: 'f', goal }, seed, number, history });
    if (proposal === 'exhausted') break;
    history.push({ number, assignment: proposal, state: 'complete', value: value(proposal) });
  }
  return history;
}

export const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
