import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignmentKey, contains, spaceSize } from '../../../search/space/index.ts';
import type { Assignment, PastTrial, Sampler, SearchSpace } from '../../../search/types.ts';
import { anySpace, countableSpace, numericSpace } from '../arbitraries.ts';

/** Proposals number 0 to count - 1, each with the history that `ending` leaves of those before it. */
export function propose(
  sampler: Sampler,
  space: SearchSpace,
  count: number,
  { seed = 1, ending = inOrder }: { seed?: number; ending?: (history: PastTrial[]) => PastTrial[] } = {},
): (Assignment | 'exhausted')[] {
  const history: PastTrial[] = [];
  return Array.from({ length: count }, (_, number) => {
    const objective = { name: 'val_average_accuracy', goal: 'maximize' as const };
    const proposal = sampler.suggest({ space, objective, seed, number, history: ending(history) });
    if (proposal !== 'exhausted')
      history.push({ number, assignment: proposal, state: 'complete', value: number });
    return proposal;
  });
}

const inOrder = (history: PastTrial[]): PastTrial[] => history;
const nothingEnded = (history: PastTrial[]): PastTrial[] =>
  history.map((trial) => ({ ...trial, state: 'running', value: null }));
const backwards = (history: PastTrial[]): PastTrial[] => history.toReversed();
const skipped = (history: PastTrial[]): PastTrial[] => history.filter((trial) => trial.number % 2 === 0);

/**
 * What every sampler must do.
 * @param options.adaptive true for samplers that learn from values, whose answers may depend on who has ended
 */
export function samplerSuite(sampler: Sampler, { adaptive = false }: { adaptive?: boolean } = {}): void {
  const can = (space: SearchSpace): boolean => sampler.faults(space).length === 0;
  const spaces = !can(SPACE) ? numericSpace : can({ x: CONTINUOUS }) ? anySpace : countableSpace;
  const example: SearchSpace = can(SPACE) ? SPACE : NUMBERS;

  describe(`any sampler: ${sampler.name}`, () => {
    it('proposes only what the space allows', () => {
      fc.assert(
        fc.property(spaces, fc.nat(1000), (space, seed) => {
          for (const proposal of propose(sampler, space, 12, { seed }))
            if (proposal !== 'exhausted') expect(contains(space, proposal)).toBe(true);
        }),
      );
    });

    it('gives the same proposals for the same seed', () => {
      fc.assert(
        fc.property(spaces, fc.nat(1000), (space, seed) => {
          expect(propose(sampler, space, 8, { seed })).toEqual(propose(sampler, space, 8, { seed }));
        }),
      );
    });

    it('survives a history through JSON', () => {
      const again = (history: PastTrial[]): PastTrial[] => JSON.parse(JSON.stringify(history)) as PastTrial[];
      expect(propose(sampler, example, 10, { ending: again })).toEqual(propose(sampler, example, 10));
    });

    it('gives the same proposals whatever order trials end in', () => {
      expect(propose(sampler, example, 20, { ending: backwards })).toEqual(propose(sampler, example, 20));
      if (adaptive) return;
      for (const ending of [nothingEnded, skipped])
        expect(propose(sampler, example, 20, { ending })).toEqual(propose(sampler, example, 20));
    });

    it('proposes nothing twice, everything once, and then says so', () => {
      fc.assert(
        fc.property(
          countableSpace.filter((space) => spaceSize(space) <= 60 && can(space)),
          fc.nat(1000),
          (space, seed) => {
            const size = spaceSize(space);
            const proposals = propose(sampler, space, size + 2, { seed });
            const tried = proposals.slice(0, size) as Assignment[];
            expect(new Set(tried.map((proposal) => assignmentKey(space, proposal))).size).toBe(size);
            expect(proposals.slice(size)).toEqual(['exhausted', 'exhausted']);
            expect(sampler.size(space)).toBe(size);
          },
        ),
      );
    });

    it('keeps to constraints, or leaves it to whoever asks to pass over what breaks them', () => {
      const feasible = (assignment: Assignment): boolean =>
        (assignment.chunk_size as number) <= 2000 && (assignment.momentum as number) > 0;
      const history: PastTrial[] = [];
      for (let number = 0; number < 60; number += 1) {
        const objective = { name: 'f', goal: 'maximize' as const };
        const proposal = sampler.suggest({ space: example, objective, seed: 1, number, history, feasible });
        if (proposal === 'exhausted') throw new Error('nothing left');
        expect(contains(example, proposal)).toBe(true);
        if (!feasible(proposal)) {
          expect(adaptive).toBe(false);
          continue;
        }
        const value = proposal.chunk_size as number;
        history.push({ number, assignment: proposal, state: 'complete', value });
      }
      expect(history.length).toBeGreaterThan(5);
    });

    it('has one proposal for a space without parameters', () => {
      expect(propose(sampler, {}, 2)).toEqual([{}, 'exhausted']);
    });

    it('has none for a parameter without values', () => {
      expect(propose(sampler, { empty: { kind: 'categorical', values: [] } }, 1)).toEqual(['exhausted']);
    });
  });
}

const CONTINUOUS = { kind: 'float', min: 0, max: 1, log: false, step: null } as const;

const NUMBERS: SearchSpace = {
  chunk_size: { kind: 'int', min: 500, max: 5000, log: true, step: 500 },
  momentum: { kind: 'float', min: 0, max: 0.75, log: false, step: 0.25 },
  beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null },
};

/** A countable space of mixed kinds, 720 configurations. */
export const SPACE: SearchSpace = {
  beta: { kind: 'categorical', values: [0.001, 0.01, 0.1] },
  chunk_size: { kind: 'int', min: 500, max: 5000, log: true, step: 500 },
  hidden_layers: { kind: 'categorical', values: [[10, 10], [25], []] },
  learning_rate: { kind: 'constant', value: 0.001 },
  momentum: { kind: 'float', min: 0, max: 0.75, log: false, step: 0.25 },
  lookahead: { kind: 'categorical', values: [true, false] },
};
