import { createSampler } from '../../search/samplers/index.ts';
import type { Assignment, PastTrial, SearchSpace } from '../../search/types.ts';
import type { OptunaProcess } from './optuna.ts';

/** Something that searches. */
export interface Contender {
  readonly name: string;
  /** Begins a search that minimises. */
  start(space: SearchSpace, seed: number): Promise<Search>;
}

export interface Search {
  ask(): Promise<Assignment>;
  tell(value: number): Promise<void>;
}

/** One of our samplers. */
export function ourContender(name: string): Contender {
  const sampler = createSampler(name);
  return {
    name,
    start(space, seed) {
      const history: PastTrial[] = [];
      let assignment: Assignment;
      const search: Search = {
        ask() {
          const context = { space, objective: { name: 'f', goal: 'minimize' } as const, seed, history };
          const proposal = sampler.suggest({ ...context, number: history.length });
          if (proposal === 'exhausted') throw new Error(`${name}: the space is too small for the budget`);
          assignment = proposal;
          return Promise.resolve(proposal);
        },
        tell(value) {
          history.push({ number: history.length, assignment, state: 'complete', value });
          return Promise.resolve();
        },
      };
      return Promise.resolve(search);
    },
  };
}

/** Samplers that Optuna has as well. */
export const OPTUNAS = ['random', 'tpe', 'gp', 'cmaes'];

/** One of Optuna's. @param sampler one of those */
export function optunaContender(optuna: OptunaProcess, sampler: string): Contender {
  return {
    name: `optuna ${sampler}`,
    async start(space, seed) {
      await optuna.request({ do: 'new', sampler, seed, space });
      return {
        ask: async () => (await optuna.request({ do: 'ask' })).assignment as Assignment,
        tell: async (value) => void (await optuna.request({ do: 'tell', value })),
      };
    },
  };
}
