import { describe, expect, it } from 'vitest';
import type { Running } from '../../../dashboard/server/schemas/running.ts';
import type { Sweep } from '../../../dashboard/server/schemas/sweep.ts';
import { remainingSeconds } from '../../../dashboard/web/format/progress.ts';
import { trainedAndQueued } from '../../../dashboard/web/format/running.ts';

const at = '2026-01-01T00:00:00.000Z';
const minuteLater = Date.parse(at) + 60_000;
const none = {
  waiting: 0,
  running: 0,
  paused: 0,
  complete: 0,
  pruned: 0,
  diverged: 0,
  failed: 0,
  cancelled: 0,
};

function sweepIn(
  state: Sweep['state'],
  counts: Partial<Sweep['counts']>,
  trialsPlanned: number | null = 10,
): Sweep {
  return { state, trialsPlanned, createdAt: at, counts: { ...none, ...counts } } as Sweep;
}

describe('how long a sweep takes yet', () => {
  it('is what it took so far, for those to come', () => {
    expect(remainingSeconds(sweepIn('running', { complete: 3, pruned: 1 }), minuteLater)).toBe(90);
    expect(remainingSeconds(sweepIn('running', { complete: 10 }), minuteLater)).toBe(0);
  });

  it('is not said while it is paused, or nothing is known', () => {
    expect(remainingSeconds(sweepIn('paused', { complete: 4 }), minuteLater)).toBeNull();
    expect(remainingSeconds(sweepIn('running', { running: 4 }), minuteLater)).toBeNull();
    expect(remainingSeconds(sweepIn('running', { complete: 4 }, null), minuteLater)).toBeNull();
  });
});

describe('what is trained now', () => {
  const stage = (trial: number, seed: number | null, state: 'training' | 'queued' = 'training') => ({
    trial,
    state,
    worker: state === 'training' ? 'gpu-1/1' : null,
    progress:
      seed === null ? null : { seed, task: 0, iteration: 1, of: 2, loss: null, packed: 1, device: null },
  });

  it('stays in order, those not yet heard of last; the others are counted', () => {
    const running: Running = {
      stages: [
        stage(2, 1),
        stage(1, null),
        stage(3, null, 'queued'),
        stage(1, 2),
        stage(1, 1),
        stage(4, 1, 'queued'),
      ],
    };
    const { trained, queued } = trainedAndQueued(running);
    expect(trained.map(({ trial, progress }) => [trial, progress?.seed])).toEqual([
      [1, 1],
      [1, 2],
      [1, undefined],
      [2, 1],
    ]);
    expect(queued).toBe(2);
    expect(trainedAndQueued({ stages: [] })).toEqual({ trained: [], queued: 0 });
  });
});
