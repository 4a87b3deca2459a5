import { describe, expect, it } from 'vitest';
import { parseSweepFile } from '../../sweepfile/index.ts';
import { faultOf, fileWith } from './read.ts';

const unheld = (...lines: string[]): string =>
  ['name: x', 'benchmark: { name: split-mnist, validation: 0 }', 'method: grid', ...lines].join('\n');

describe('the metric', () => {
  it('is the average validation accuracy unless said otherwise, or the error of a regression', () => {
    expect(parseSweepFile(fileWith()).spec.objective).toEqual({
      name: 'val_average_accuracy',
      goal: 'maximize',
    });
    const regression = fileWith().replace('split-mnist', 'polynomials');
    expect(parseSweepFile(regression).spec.objective).toEqual({ name: 'val_average_mse', goal: 'minimize' });
  });

  it('takes the goal that its name implies, and short goals', () => {
    expect(parseSweepFile(fileWith('metric: val_forgetting')).spec.objective.goal).toBe('minimize');
    expect(parseSweepFile(fileWith('metric: { name: val_forgetting, goal: min }')).warnings).toEqual([]);
  });

  it('warns of a goal that turns it around', () => {
    const { spec, warnings } = parseSweepFile(
      fileWith('metric: { name: val_average_accuracy, goal: minimize }'),
    );
    expect(spec.objective.goal).toBe('minimize');
    expect(warnings[0]).toMatch(/val_average_accuracy is better when higher, but the goal is to minimize it/);
  });

  it('warns of selecting on test data', () => {
    const { warnings } = parseSweepFile(fileWith('metric: test_average_accuracy'));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^metric: ranking by test_average_accuracy selects on test data/);
  });

  it('falls back to test data, with the warning, where nothing is held out', () => {
    const { spec, warnings } = parseSweepFile(unheld());
    expect(spec.objective.name).toBe('test_average_accuracy');
    expect(warnings[0]).toMatch(/benchmark\.validation > 0 holds out training data/);
  });

  it('can not be measured on validation data that is not there', () => {
    expect(faultOf(unheld('metric: { name: val_average_accuracy }'))).toMatch(
      /^4: metric\.name: "val_average_accuracy" \| one of .*benchmark\.validation is 0, so nothing is held out/,
    );
  });

  it('must exist', () => {
    expect(faultOf(fileWith('metric: val_average_acuracy'))).toMatch(
      /^4: metric: .*did you mean val_average_accuracy\?$/,
    );
  });

  it('warns of a single seed where there is something to compare', () => {
    expect(parseSweepFile(fileWith('parameters: { beta: { values: [0, 1] } }')).warnings).toEqual([
      'seeds: one seed gives no standard error, so that differences between configurations may be chance',
    ]);
    expect(parseSweepFile(fileWith()).warnings).toEqual([]);
  });
});
