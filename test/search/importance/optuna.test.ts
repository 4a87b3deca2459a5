import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importanceOf } from '../../../search/importance/index.ts';
import { asRecording } from '../../../search/simulation/index.ts';
import { mean } from '../../../search/statistics/index.ts';

const recorded = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../bench/recorded/${file}`, import.meta.url), 'utf8'));

/** As docs/search.md states it: of a share, which is at most 1. */
const TOLERANCE = 0.05;

describe('functional ANOVA beside Optuna’s, on a recorded sweep of real trainings', () => {
  const recording = asRecording(recorded('split-mnist.json'), 'split-mnist.json');
  /** What bench/importance/optuna_fanova.py printed. */
  const optuna = recorded('split-mnist.optuna.json') as {
    trials: number;
    shares: Readonly<Record<string, number>>;
  };
  const observations = recording.configurations.map(({ assignment, replicates }) => ({
    assignment,
    value: mean(replicates.map(({ values }) => values.at(-1)!)),
  }));
  const forests = [1, 2, 3].map((seed) => importanceOf(recording.space, observations, { seed })!);

  test('every share is within the stated tolerance of Optuna’s', () => {
    expect(optuna.trials).toBe(observations.length);
    for (const [name, theirs] of Object.entries(optuna.shares)) {
      const ours = mean(
        forests.map(({ parameters }) => parameters.find((one) => one.name === name)!.share.mean),
      );
      expect(Math.abs(ours - theirs), `${name}: ${ours} and ${theirs}`).toBeLessThan(TOLERANCE);
    }
  });

  test('both find the same hyperparameter most important', () => {
    const theirs = Object.entries(optuna.shares).sort(([, a], [, b]) => b - a)[0]![0];
    for (const { parameters } of forests) expect(parameters[0]!.name).toBe(theirs);
  });
});
