import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trial } from '../../../dashboard/server/schemas/trial.ts';
import { asRecording, recordedSurface } from '../../../search/simulation/index.ts';
import { csvLine } from '../../../dashboard/server/export/csv.ts';
import { convertForeign } from '../../../sweepfile/bridges/index.ts';
import { parseSweepFile } from '../../../sweepfile/index.ts';
import { caller } from '../support/caller.ts';
import { fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';
import { tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
beforeAll(async () => {
  served = await serve();
  ({ call } = await caller(served.url));
  id = await fillSweep(served.store, tiny, { complete: 3, others: ['failed'] });
}, 60_000);
afterAll(() => served.close());

describe('exporting', () => {
  it('gives a CSV line for each trial, with a column for each parameter and metric', async () => {
    const { text, headers } = await call('/sweeps/{id}/export', { params: { id } });
    const lines = text.split('\r\n');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain(`${id}.csv`);
    expect(lines).toHaveLength(1 + 4 + 1);
    expect(lines[0]).toContain('number,state,val_average_accuracy,standard_error');
    expect(lines[0]).toContain('parameter.beta');
    expect(lines[0]).toContain('metric.test_forgetting');
    expect(lines[4]).toMatch(/^3,failed,,/);
    expect(lines[4]).toContain('out of memory');
  });

  it('gives the same as JSON, with the sweep it came from', async () => {
    const { text } = await call('/sweeps/{id}/export', { params: { id }, query: 'format=json' });
    const file = JSON.parse(text) as { sweep: { id: string }; trials: Trial[] };
    expect(file.sweep.id).toBe(id);
    expect(file.trials.map((trial) => trial.number)).toEqual([0, 1, 2, 3]);
  });

  it('gives a recording that a simulation replays', async () => {
    const { text, headers } = await call('/sweeps/{id}/export', { params: { id }, query: 'format=stages' });
    expect(headers.get('content-disposition')).toContain(`${id}.stages.json`);
    const recording = asRecording(JSON.parse(text), 'the export');
    expect(recording).toMatchObject({ sweep: id, tasks: tiny.benchmark.tasks, seeds: tiny.seeds });
    expect(recording.configurations).toHaveLength(3);
    const trial = (await served.store.trial(`${id}.1`))!;
    const surface = recordedSurface(recording, tiny.space);
    const values = tiny.seeds.map((seed) => surface.train(trial.assignment, seed).values.at(-1)!);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(trial.value!, 4);
    const seconds = tiny.seeds.flatMap((seed) => surface.train(trial.assignment, seed).seconds);
    expect(seconds.reduce((sum, one) => sum + one, 0)).toBeCloseTo(trial.deviceSeconds, 1);
  });

  it('gives a journal for Optuna: a study, then a trial a line with its ends as Optuna knows them', async () => {
    const { text } = await call('/sweeps/{id}/export', { params: { id }, query: 'format=optuna' });
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
    expect(lines[0]).toMatchObject({ op_code: 0, study_name: id, directions: [2] });
    const trials = lines.filter(({ op_code: operation }) => operation === 4) as Record<string, unknown>[];
    expect(trials.map(({ state }) => state)).toEqual([1, 1, 1, 3]);
    const row = (await served.store.trial(`${id}.0`))!;
    expect(trials[0]).toMatchObject({ value: row.value, user_attrs: { hash: row.hash, number: 0 } });
    expect(Object.keys(trials[0]!.intermediate_values as object)).toHaveLength(tiny.benchmark.tasks);
    expect(trials[3]).toMatchObject({ value: null, user_attrs: { state: 'failed' } });
  });

  it('gives a journal from which conversion makes the same sweep again, fixed values and all', async () => {
    const { text } = await call('/sweeps/{id}/export', { params: { id }, query: 'format=optuna' });
    const { file, remarks } = convertForeign(text, { source: 'x', benchmark: null, strategy: 'hnet' })!;
    const { spec } = parseSweepFile(JSON.stringify(file));
    for (const key of ['space', 'benchmark', 'strategy', 'method', 'objective', 'seeds'] as const)
      expect(spec[key], key).toEqual(tiny[key]);
    expect(spec.space.iterations).toEqual({ kind: 'constant', value: 500 });
    expect(spec.enqueue).toHaveLength(3);
    expect(remarks).toEqual(['the 3 best of its 4 trials are tried first (enqueue)']);
  });

  it('knows no other format', async () => {
    expect((await call('/sweeps/{id}/export', { params: { id }, query: 'format=xlsx' })).status).toBe(422);
  });

  it('quotes what CSV would misread', () => {
    expect(csvLine([1, 'a,b', 'say "x"', 'two\nlines', null, true, [10, 10]])).toBe(
      '1,"a,b","say ""x""","two\nlines",,true,"[10,10]"\r\n',
    );
  });
});
