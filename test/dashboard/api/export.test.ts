import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trial } from '../../../dashboard/server/schemas/trial.ts';
import { csvLine } from '../../../dashboard/server/export/csv.ts';
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
});
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

  it('knows no other format', async () => {
    expect((await call('/sweeps/{id}/export', { params: { id }, query: 'format=xlsx' })).status).toBe(422);
  });

  it('quotes what CSV would misread', () => {
    expect(csvLine([1, 'a,b', 'say "x"', 'two\nlines', null, true, [10, 10]])).toBe(
      '1,"a,b","say ""x""","two\nlines",,true,"[10,10]"\r\n',
    );
  });
});
