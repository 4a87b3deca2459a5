import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportCsv, reportMarkdown, reportText } from '../../../cli/output/report-text.ts';
import type { Report } from '../../../dashboard/server/schemas/report.ts';
import { goalOf } from '../../../hnet/training/metrics.ts';
import type { Scenario } from '../../../hnet/types.ts';
import { caller } from '../support/caller.ts';
import { serve, type Served } from '../support/serve.ts';
import { sweepOfValues, tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];

/** Sweeps as a matrix would have made them; the metric on the test split is a point lower. */
const sweep = (strategy: string, scenario: Scenario, ...trials: Readonly<Record<number, number>>[]) =>
  sweepOfValues(served.store, trials, {
    spec: {
      ...tiny,
      name: `study.${scenario.toLowerCase()}.${strategy}`,
      strategy,
      benchmark: { ...tiny.benchmark, scenario },
    },
  });

beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  await sweep('hnet', 'CL1', { 1: 0.5, 2: 0.5, 3: 0.5 });
  // The newer sweep of the same cell counts, with its best trial.
  await sweep('hnet', 'CL1', { 1: 0.7, 2: 0.7, 3: 0.7 }, { 1: 0.98, 2: 0.99, 3: 0.97 });
  await sweep('ewc', 'CL1', { 1: 0.9, 2: 0.915, 3: 0.885 });
  await sweep('si', 'CL1', { 1: 0.979, 2: 0.991, 3: 0.968 });
  await sweep('ewc', 'CL3', { 1: 0.2, 2: 0.21, 3: 0.22 });
  await sweepOfValues(served.store, [{ 1: 1 }], { spec: { ...tiny, name: 'study2.cl1.hnet' } });
});
afterAll(() => served.close());

const report = async (query = ''): Promise<Report> =>
  (await call('/reports/{name}', { params: { name: 'study' }, query })).body;

describe('the report of a study', () => {
  it('has a row for each strategy and a column for each scenario, with what was not swept left empty', async () => {
    const { columns, rows } = await report();
    expect(columns.map(({ scenario, metric }) => [scenario, metric])).toEqual([
      ['CL1', 'test_average_accuracy'],
      ['CL3', 'test_average_accuracy'],
    ]);
    expect(
      rows.map(({ strategy, cells }) => [strategy, ...cells.map((cell) => cell?.seeds ?? null)]),
    ).toEqual([
      ['hnet', 3, null],
      ['ewc', 3, 3],
      ['si', 3, null],
    ]);
  });

  it("shows the newest sweep's best trial on the test split, with its standard error", async () => {
    const { rows } = await report();
    const cell = rows.find(({ strategy }) => strategy === 'hnet')!.cells[0]!;
    expect(cell.value).toBeCloseTo(0.97, 12);
    expect(cell.standardError).toBeCloseTo(0.01 / Math.sqrt(3), 12);
    expect(cell).toMatchObject({ sweepId: 'study.cl1.hnet-2', trial: { number: 1 }, trials: 2 });
  });

  it('tells apart what differs by more than noise, pair by pair over seeds', async () => {
    const { rows } = await report();
    const mark = (strategy: string) => {
      const { amongBest, pValue } = rows.find((row) => row.strategy === strategy)!.cells[0]!;
      return [amongBest, pValue === null ? null : pValue < 0.05];
    };
    expect(mark('hnet')).toEqual([true, null]);
    expect(mark('si')).toEqual([true, false]);
    expect(mark('ewc')).toEqual([false, true]);
  });

  it('compares another metric on request, and refuses one that nobody has', async () => {
    const { columns, rows } = await report('metric=val_average_accuracy');
    expect(columns[0]).toMatchObject({ metric: 'val_average_accuracy', goal: 'maximize' });
    expect(rows.find(({ strategy }) => strategy === 'hnet')!.cells[0]!.value).toBeCloseTo(0.98, 12);
    const answer = await call('/reports/{name}', { params: { name: 'study' }, query: 'metric=beauty' });
    expect(answer.status).toBe(422);
  });

  it('marks the best of a column and what can not be told apart from it differently, and says so', async () => {
    const text = stripVTControlCharacters(reportText(await report()));
    expect(text).toMatch(/hnet +97\.00 ± 0\.58 % ★/);
    expect(text).toMatch(/si +96\.93 ± 0\.66 % ●/);
    expect(text).toMatch(/ewc +89\.00 ± 0\.87 % +20\.00 ± 0\.58 % ★/);
    expect(text).toContain("★ best mean of its column; ● can't be told apart from it");
  });

  it('knows which way a metric is better', () => {
    const goals = ['test_max_forgetting', 'val_average_mse', 'test_backward_transfer', 'compression_ratio'];
    expect(goals.map(goalOf)).toEqual(['minimize', 'minimize', 'maximize', 'minimize']);
    expect(goalOf('beauty')).toBeNull();
  });

  it('is of one sweep where its id is given', async () => {
    const { body } = await call('/reports/{name}', { params: { name: 'study2.cl1.hnet-1' } });
    expect(body).toMatchObject({ name: 'study2.cl1.hnet', rows: [{ strategy: 'hnet' }] });
  });

  it('is not found where no sweep has the name', async () => {
    expect((await call('/reports/{name}', { params: { name: 'stud' } })).status).toBe(404);
  });

  it('is written as Markdown and CSV', async () => {
    const table = await report();
    expect(reportMarkdown(table).split('\n').slice(0, 5)).toEqual([
      '| strategy | CL1 | CL3 |',
      '| --- | ---: | ---: |',
      '| `hnet` | **97.00 ± 0.58 %** ★ | – |',
      '| `ewc` | 89.00 ± 0.87 % | **20.00 ± 0.58 %** ★ |',
      '| `si` | 96.93 ± 0.66 % ● | – |',
    ]);
    expect(reportMarkdown(table)).toContain("★ best mean of its column; ● can't be told apart from it");
    const [head, , first] = reportCsv(table).split('\n');
    expect(head!.split(',').slice(0, 8).join()).toBe(
      'strategy,benchmark,tasks,scenario,metric,mean,standard_error,seeds',
    );
    expect(first).toMatch(
      /^ewc,split-mnist,2,CL1,test_average_accuracy,0\.89\d*,0\.00866\d*,3,false,false,0\.0/,
    );
  });
});
