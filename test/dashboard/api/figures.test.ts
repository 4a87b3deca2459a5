import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figureCsv } from '../../../cli/output/figure-csv.ts';
import { figureSvg } from '../../../cli/output/figure-svg.ts';
import type { Figure } from '../../../dashboard/server/schemas/figure.ts';
import { caller } from '../support/caller.ts';
import { fillSweep } from '../support/fill-store.ts';
import { serve, type Served } from '../support/serve.ts';
import { tiny } from '../support/tiny-sweep.ts';

let served: Served;
let call: Awaited<ReturnType<typeof caller>>['call'];
let id: string;
const asked: unknown[] = [];

beforeAll(async () => {
  served = await serve(
    {},
    {
      drawFigure: (request) => {
        asked.push(request);
        return Promise.resolve({
          kind: 'embeddings',
          plane: 'coordinates',
          tasks: [0, 1].map((task) => ({
            task,
            offsets: [-1, 0, 1],
            scores: [
              [0.5, 0.6, 0.7],
              [0.8, 0.99, 0.8],
              [0.5, 0.5, 0.5],
            ],
            learnt: [
              [0, 0],
              [1, 1],
            ],
          })),
        });
      },
    },
  );
  ({ call } = await caller(served.url));
  id = await fillSweep(served.store, tiny, { complete: 3 });
});
afterAll(() => served.close());

const figure = async (name: string, query = ''): Promise<Figure> => {
  const answer = await call('/sweeps/{id}/figures/{figure}', { params: { id, figure: name }, query });
  expect(answer.status).toBe(200);
  return answer.body;
};

describe('figures of a sweep', () => {
  it('tasks: each just after it was learnt and after the last, over the seeds of the best trial', async () => {
    const { trial, figure: data } = await figure('tasks');
    if (data.kind !== 'tasks') throw new Error(data.kind);
    const replicates = await served.store.replicates(trial!.id);
    const mean = (pick: (rows: readonly (readonly number[])[]) => number) =>
      replicates.reduce((sum, { stages }) => sum + pick(stages.map(({ test }) => test)), 0) /
      replicates.length;
    expect(data).toMatchObject({ split: 'test', score: 'accuracy' });
    expect(data.tasks[0]!.during.value).toBeCloseTo(
      mean((rows) => rows[0]![0]!),
      12,
    );
    expect(data.tasks[0]!.final.value).toBeCloseTo(
      mean((rows) => rows[1]![0]!),
      12,
    );
    expect(data.tasks[1]!.during).toEqual(data.tasks[1]!.final);
  });

  it('ratio: one point a complete trial, by its compression ratio', async () => {
    const { figure: data, trial } = await figure('ratio');
    if (data.kind !== 'ratio') throw new Error(data.kind);
    expect(trial).toBeNull();
    expect(data.metric).toBe('test_average_accuracy');
    expect(data.points.map(({ number }) => number).sort()).toEqual([0, 1, 2]);
    const ratios = data.points.map(({ ratio }) => ratio);
    expect([...ratios].sort((a, b) => a - b)).toEqual(ratios);
    expect(data.points[0]!.seeds).toBe(2);
  });

  it("embeddings: asks for the training's last stage, of the trial and seed that were named", async () => {
    await figure('embeddings', 'trial=2&seed=2');
    const [replicate] = (await served.store.replicates(`${id}.2`)).filter(({ seed }) => seed === 2);
    expect(asked.at(-1)).toMatchObject({
      figure: 'embeddings',
      key: replicate!.stages.at(-1)!.key,
      stage: { seed: 2, task: 1, trial: { strategy: tiny.strategy } },
    });
  });

  it('are not found for a trial or seed that is not there', async () => {
    for (const query of ['trial=99', 'seed=99'])
      expect(
        (await call('/sweeps/{id}/figures/{figure}', { params: { id, figure: 'embeddings' }, query })).status,
      ).toBe(404);
  });

  it.each(['tasks', 'ratio', 'embeddings'])('%s: drawn as SVG, and as lines of numbers', async (name) => {
    const data = await figure(name);
    const svg = figureSvg(data);
    expect(svg).toMatch(/^<svg[^>]*><title>[^<]+<\/title>/);
    expect((svg.match(/<path/g) ?? []).length).toBeGreaterThan(5);
    const [head, ...lines] = figureCsv(data).split('\n');
    expect(lines.length).toBe({ tasks: 2, ratio: 3, embeddings: 18 }[name]);
    for (const line of lines) expect(line.split(',')).toHaveLength(head!.split(',').length);
  });
});
