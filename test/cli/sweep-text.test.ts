import { describe, expect, it } from 'vitest';
import { bestText, sweepText } from '../../cli/output/sweep-table.ts';
import type { Best } from '../../dashboard/server/schemas/best.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import { specOf } from '../prisma/suite/context.ts';

const sweep = {
  id: 'x-1',
  name: 'x',
  state: 'finished',
  reason: null,
  spec: specOf(),
  createdAt: '2026-11-25T00:00:00.000Z',
  endedAt: null,
  counts: { complete: 3, pruned: 2 },
  trialsPlanned: 5,
  stagesRecorded: 120,
  stagesReused: 41,
  deviceSeconds: 3600,
  savedDeviceSeconds: 11_520,
  best: null,
} as unknown as Sweep;

describe('what a command says of a sweep', () => {
  it('is how many stages were reused, and what that saved', () => {
    expect(sweepText(sweep)).toContain('41 of 120 reused, 3 h 12 min of device time saved');
    expect(sweepText({ ...sweep, stagesReused: 0 })).toContain('120 recorded');
  });

  it('is what fresh seeds say of the leaders, where any were confirmed', () => {
    const candidate = (number: number, confirmed: Best['candidates'][number]['confirmed']) => ({
      trial: { number, assignment: { beta: number }, value: 0.9, standardError: 0.01, replicatesDone: 3 },
      pValue: null,
      indistinguishable: true,
      test: null,
      confirmed,
    });
    const best = {
      objective: { name: 'val_average_accuracy', goal: 'maximize' },
      candidates: [candidate(1, { seeds: 5, value: 0.875, standardError: 0.004 }), candidate(2, null)],
      verdict: 'trial 1 leads',
      alpha: 0.05,
      front: null,
    } as unknown as Best;
    const text = bestText(best);
    expect(text).toMatch(/confirmed +fresh seeds/);
    expect(text).toMatch(/87\.50 ± 0\.40 % +5/);
    const none = { ...best, candidates: [candidate(2, null)] } as unknown as Best;
    expect(bestText(none)).not.toContain('confirmed');
  });
});
