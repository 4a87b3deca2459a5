import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Importance } from '../../../dashboard/server/schemas/importance.ts';
import { caller } from '../support/caller.ts';
import { polynomials, splitMnist } from '../support/demo-sweeps.ts';
import { addTrial, fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';

/** Three seeds would only take longer to make up. */
const oneSeed = { ...splitMnist, seeds: [1] };

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
});
afterAll(() => served.close());

async function importanceOf(
  ...given: Parameters<typeof fillSweep> extends [unknown, ...infer R] ? R : never
) {
  const id = await fillSweep(served.store, ...given);
  return (await call('/sweeps/{id}/importance', { params: { id } })).body as Importance;
}

describe('which hyperparameters matter', () => {
  it('shares the variance out and says what each hyperparameter does', async () => {
    const importance = await importanceOf(oneSeed, {
      complete: 40,
      others: ['diverged', 'running', 'pruned'],
    });
    expect(importance).toMatchObject({ trials: 40, complete: 40, trees: 64, warnings: [] });
    // Made up so that beta decides, and hidden layers do nothing.
    expect(importance.parameters[0]!.name).toBe('beta');
    expect(importance.parameters[0]!.share.mean).toBeGreaterThan(0.4);
    const layers = importance.parameters.find(({ name }) => name === 'hidden_layers')!;
    expect(layers.share.mean).toBeLessThan(0.05);
    expect(layers.dependence.map(({ value }) => value)).toEqual([[10, 10], [25, 25], [50]]);
    const { dependence } = importance.parameters[0]!;
    const best = dependence.reduce((a, b) => (b.mean! > a.mean! ? b : a));
    expect(Math.log10(best.value as number)).toBeGreaterThan(-3);
    expect(Math.log10(best.value as number)).toBeLessThan(-1);
    const told = [...importance.parameters, ...importance.interactions].map(({ share }) => share.mean!);
    expect(told.reduce((sum, share) => sum + share, importance.remainder!)).toBeCloseTo(1, 10);
  });

  it('warns where trials are few, the forest sees nothing, or the search kept away from parts', async () => {
    const { warnings, trials } = await importanceOf({ ...oneSeed, method: 'tpe' }, { complete: 4 });
    expect(trials).toBe(4);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toBe(
      '4 complete trials are few for 5 hyperparameters: from about 25 on, shares mean something',
    );
    expect(warnings[1]).toMatch(/^the forest explains (only \d+ %|nothing) of the variance/);
    expect(warnings[2]).toMatch(/^trials of a tpe search crowd where values are good/);
  });

  it('has nothing to say before two trials are complete', async () => {
    expect(await importanceOf(polynomials, { complete: 1, others: ['running'] })).toEqual({
      objective: { name: 'val_average_mse', goal: 'minimize' },
      ...{
        trials: 1,
        complete: 1,
        trees: 0,
        outOfBag: null,
        parameters: [],
        interactions: [],
        remainder: null,
      },
      warnings: ['nothing to explain yet: that takes two complete trials or more, of different values'],
    });
  });

  it('is calculated anew once another trial is complete', async () => {
    const id = await fillSweep(served.store, polynomials, { complete: 3 });
    const trials = async () =>
      ((await call('/sweeps/{id}/importance', { params: { id } })).body as Importance).trials;
    expect(await trials()).toBe(3);
    await addTrial(served.store, polynomials, id, 3, 'complete');
    expect(await trials()).toBe(4);
  });
});
