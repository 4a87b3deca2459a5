import { describe, expect, it } from 'vitest';
import { rankTrials, type SeededTrial } from '../../../search/statistics/index.ts';

const trial = (id: string, values: readonly number[], firstSeed = 1): SeededTrial => ({
  id,
  values: new Map(values.map((value, i) => [firstSeed + i, value])),
});
const A = [0.981, 0.979, 0.985, 0.983, 0.98];
const B = [0.978, 0.98, 0.981, 0.979, 0.977];
const WORSE = [0.95, 0.951, 0.949, 0.952, 0.95];

describe('ranking', () => {
  it('puts the best mean first, with its standard error', () => {
    const ranking = rankTrials([trial('w', WORSE), trial('b', B), trial('a', A)], 'maximize');
    expect(ranking.trials.map(({ id, rank }) => [id, rank])).toEqual([
      ['a', 1],
      ['b', 2],
      ['w', 3],
    ]);
    expect(ranking.trials[0]!.standardError).toBeCloseTo(0.0010770329614269018, 14);
    expect(ranking.trials[0]!.againstBest).toBeNull();
  });

  it('turns around for a metric that is minimised', () => {
    const ranking = rankTrials([trial('a', A), trial('b', B)], 'minimize');
    expect(ranking.trials[0]!.id).toBe('b');
    expect(ranking.pAgainstRunnerUp).toBeCloseTo(0.024315116928653107, 9);
  });

  it('pairs on the seeds that both have', () => {
    const ranking = rankTrials([trial('a', A), trial('b', B)], 'maximize');
    expect(ranking.pAgainstRunnerUp).toBeCloseTo(0.024315116928653107, 9);
    expect(ranking.trials[1]!.againstBest!.test).toBe('paired');
  });

  it("tests by Welch's where the seeds differ", () => {
    const ranking = rankTrials([trial('a', A), trial('b', B, 100)], 'maximize');
    expect(ranking.trials[1]!.againstBest!.test).toBe('welch');
    expect(ranking.pAgainstRunnerUp).toBeCloseTo(0.04195908860846734, 10);
  });

  it('keeps in the best set what Holm does not tell apart', () => {
    // Alone, b is worse at p = .024; among three comparisons it is no longer (2 x .024 < .05 still is, 3 x is not).
    const alone = rankTrials([trial('a', A), trial('b', B)], 'maximize');
    expect(alone.best).toEqual(['a']);
    const twins = [trial('b2', B), trial('b3', B)];
    const among = rankTrials([trial('a', A), trial('b', B), ...twins], 'maximize');
    expect(among.best).toEqual(['a', 'b', 'b2', 'b3']);
    expect(among.trials[1]!.adjustedP).toBeCloseTo(3 * 0.024315116928653107, 9);
  });

  it('tells a clearly worse trial apart', () => {
    const ranking = rankTrials([trial('a', A), trial('w', WORSE)], 'maximize');
    expect(ranking.best).toEqual(['a']);
    expect(ranking.trials[1]!.amongBest).toBe(false);
  });

  it('never crowns a lucky seed: what has one seed can not be told apart', () => {
    const ranking = rankTrials([trial('lucky', [0.999]), trial('a', A)], 'maximize');
    expect(ranking.trials[0]!.id).toBe('lucky');
    expect(ranking.trials[0]!.standardError).toBeNull();
    expect(ranking.pAgainstRunnerUp).toBeNull();
    expect(ranking.best).toEqual(['lucky', 'a']);
  });

  it('leaves out values that are not finite, and trials without any', () => {
    const ranking = rankTrials([trial('nan', [NaN, Infinity]), trial('a', [NaN, 0.9, 0.8])], 'maximize');
    expect(ranking.trials.map(({ id, replicates }) => [id, replicates])).toEqual([['a', 2]]);
  });

  it('keeps the order of equal means and copes with nothing', () => {
    expect(rankTrials([trial('x', [1]), trial('y', [1])], 'maximize').trials.map(({ id }) => id)).toEqual([
      'x',
      'y',
    ]);
    expect(rankTrials([], 'maximize')).toEqual({ trials: [], pAgainstRunnerUp: null, best: [] });
  });
});
