import type { ApiDependencies } from '../dependencies.types.ts';
import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { Importance } from '../schemas/importance.ts';
import { findSweep } from '../views/find.ts';
import { importanceView } from '../views/importance-view.ts';
import { sweepPath } from './parameters.ts';

/** So many answers are kept: growing a forest takes up to a second. */
const kept = 20;

/** Which hyperparameters matter. */
export function importanceRoutes({ store }: ApiDependencies): Endpoint[] {
  /** By sweep and number of complete trials: nothing else changes it. */
  const answers = new Map<string, Promise<Importance>>();
  return [
    endpoint({
      method: 'get',
      path: '/sweeps/{id}/importance',
      tag: 'trials',
      summary: 'Which hyperparameters matter, alone and in pairs, and what each does',
      description:
        'A random forest is fitted to the complete trials; functional ANOVA (Hutter et al., 2014) shares the variance of its prediction over the search space out among hyperparameters and pairs of them. Beside it permutation importance out of bag, and partial dependence.',
      params: sweepPath,
      answer: { status: 200, description: 'The importance.', schema: Importance },
      async handle({ params }): Promise<Importance> {
        const sweep = await findSweep(store, params.id);
        const key = `${sweep.id} ${sweep.counts.complete}`;
        const before = answers.get(key);
        if (before !== undefined) return before;
        const answer = importanceView(store, sweep);
        answers.set(key, answer);
        answer.catch(() => answers.delete(key));
        if (answers.size > kept) answers.delete(answers.keys().next().value!);
        return answer;
      },
    }),
  ];
}
