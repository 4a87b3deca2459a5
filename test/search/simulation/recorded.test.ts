import { describe, expect, test } from 'vitest';
import { asRecording, recordedSurface, simulate, type Recording } from '../../../search/simulation/index.ts';

const objective = { name: 'val_average_accuracy', goal: 'maximize' } as const;
const training = (seed: number, value: number, keys: number[]) => ({
  seed,
  val: [[value], [value - 0.1, value]],
  test: [[value], [value, value]],
  values: [value, value - 0.05],
  seconds: [10, 20],
  keys,
  diverged: false,
});
/** Two betas that share their first stage, and a diverged one. */
const recording: Recording = {
  ...{ kind: 'recorded-surface', version: 1, sweep: 'tiny-1', benchmark: 'split-mnist', strategy: 'hnet' },
  ...{ tasks: 2, objective, seeds: [1] },
  space: { beta: { kind: 'categorical', values: [0.001, 0.1, 10] } },
  configurations: [
    { assignment: { beta: 0.001 }, replicates: [training(1, 0.8, [0, 1])] },
    { assignment: { beta: 0.1 }, replicates: [training(1, 0.9, [0, 2])] },
    {
      assignment: { beta: 10 },
      replicates: [
        {
          seed: 1,
          val: [[0.5]],
          test: [[0.5]],
          values: [0.5],
          seconds: [10, 5],
          keys: [0, 3],
          diverged: true,
        },
      ],
    },
  ],
};
const sweep = {
  ...{ space: recording.space, objective, method: 'grid', searchSeed: 1, runCap: null },
  ...{ maxConcurrentTrials: 1, seeds: [1] },
};

describe('a recorded surface', () => {
  test('replays what was recorded, shared stages once', () => {
    const surface = recordedSurface(recording, recording.space);
    const end = simulate(sweep, surface, 1);
    expect(end.trials.map(({ state, value }) => [state, value])).toEqual([
      ['complete', 0.75],
      ['complete', 0.85],
      ['diverged', null],
    ]);
    expect(end).toMatchObject({
      deviceSeconds: 55,
      savedDeviceSeconds: 20,
      reusedStages: 2,
      exact: 3,
      nearest: 0,
    });
    expect(surface.best).toBeCloseTo(0.85, 12);
    expect(surface.train({ beta: 0.1 }, 1).during).toEqual([0.9, 0.9]);
  });

  test('what was not recorded stands for its nearest neighbour on the scale of the space, and shares nothing', () => {
    const space = { beta: { kind: 'float', min: 1e-4, max: 1, log: true, step: null } } as const;
    const surface = recordedSurface(recording, space);
    expect(surface.match({ beta: 0.1 })).toBe('exact');
    expect(surface.match({ beta: 0.02 })).toBe('nearest');
    // Between 0.001 and 0.1 the middle of a logarithmic scale is 0.01.
    expect(surface.truth({ beta: 0.009 })).toBeCloseTo(0.75, 12);
    expect(surface.truth({ beta: 0.011 })).toBeCloseTo(0.85, 12);
    expect(surface.train({ beta: 0.011 }, 1).keys).toEqual([null, null]);
  });

  test('seeds that were not recorded take recorded ones; configurations that lack one are left out', () => {
    const surface = recordedSurface(recording, recording.space);
    expect(surface.train({ beta: 0.1 }, 7)).toEqual(surface.train({ beta: 0.1 }, 1));
    expect(() => recordedSurface({ ...recording, seeds: [1, 2] }, recording.space)).toThrow(
      'no configuration with all of its seeds',
    );
  });

  test('another file is refused with a hint', () => {
    expect(() => asRecording({ trials: [] }, 'x.json')).toThrow('x.json is no recorded surface of version 1');
    expect(() => asRecording(null, 'x.json')).toThrow('x.json');
    expect(asRecording(recording, 'x.json')).toBe(recording);
  });
});
