import { objectiveValues } from '../../prisma/store/objective-values.ts';
import type { SweepStore, QueryStore, TrialRow } from '../../prisma/store/types.ts';
import { exists, inSpaceOrder, parentsFirst } from '../../search/space/index.ts';
import type { Assignment, PastTrial } from '../../search/types.ts';
import { configurationHash } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';
import type { Knowledge } from './control.types.ts';

/** How long what an earlier sweep has is remembered: it may still be running. */
const REMEMBERED_MS = 60_000;
const PAGE = 500;

/** What a sampler learns from: this sweep's trials, and those of the sweeps that it starts from. */
export interface Past {
  of(sweepId: string, spec: SweepSpec): Promise<readonly PastTrial[]>;
}

/** Reads the past from the database; what earlier sweeps have is remembered for a minute. */
export function createPast(
  store: Pick<SweepStore, 'history'> & Pick<QueryStore, 'listTrials'>,
  knowledge: Pick<Knowledge, 'resolveTrial'>,
): Past {
  const remembered = new Map<string, { readonly at: number; readonly trials: readonly PastTrial[] }>();

  return {
    async of(sweepId, spec) {
      const own = await store.history(sweepId, spec.objectives);
      const sources = spec.warmStart ?? [];
      if (sources.length === 0) return own;
      let known = remembered.get(sweepId);
      if (known === undefined || Date.now() - known.at > REMEMBERED_MS) {
        known = { at: Date.now(), trials: await earlier(sources, spec) };
        remembered.set(sweepId, known);
      }
      return [...known.trials, ...own];
    },
  };

  /** Trials of other sweeps that mean the same in this one, numbered from below zero up. */
  async function earlier(sources: readonly string[], spec: SweepSpec): Promise<readonly PastTrial[]> {
    const found = new Map<string, Omit<PastTrial, 'number'>>();
    for (const sweepId of sources) {
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof store.listTrials>> = await store.listTrials({
          sweepId,
          states: ['complete', 'pruned', 'diverged'],
          limit: PAGE,
          ...(cursor !== null && { cursor }),
        });
        for (const trial of page.trials) {
          const assignment = inSpace(trial, spec);
          if (assignment === null) continue;
          const { value } = trial;
          const state = trial.state === 'pruned' && value !== null ? 'complete' : trial.state;
          found.set(trial.hash, {
            ...{ assignment, state: state as PastTrial['state'], value },
            ...(spec.objectives !== undefined && { values: objectiveValues(trial, spec.objectives) }),
          });
        }
        cursor = page.nextCursor;
      } while (cursor !== null);
    }
    return [...found.values()].map((trial, i) => ({ ...trial, number: i - found.size }));
  }

  /**
   * What this space calls a trial of another sweep; null where no configuration of this space is the same as a whole,
   * since hyperparameters that it fixes may have been different there.
   */
  function inSpace({ configuration, hash }: TrialRow, spec: SweepSpec): Assignment | null {
    const values: Record<string, Assignment[string]> = {};
    for (const name of parentsFirst(spec.space)) {
      if (!exists(spec.space, name, values)) continue;
      const parameter = spec.space[name]!;
      if (parameter.kind === 'constant') values[name] = parameter.value;
      else if (configuration[name] !== undefined) values[name] = configuration[name];
    }
    const assignment = inSpaceOrder(spec.space, values);
    try {
      return configurationHash(knowledge.resolveTrial(spec, assignment)) === hash ? assignment : null;
    } catch {
      return null;
    }
  }
}
