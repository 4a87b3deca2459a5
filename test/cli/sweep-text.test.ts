import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bestText, sweepText, sweepsTable } from '../../cli/output/sweep-table.ts';
import type { Best } from '../../dashboard/server/schemas/best.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import { shownReason } from '../../workflows/sweep/state.ts';
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

  it('is what steers its spending, in the words of a dry run', () => {
    expect(sweepText(sweep)).not.toContain('spending');
    const spec = {
      ...sweep.spec,
      earlyTerminate: { type: 'asha', reductionFactor: 3, minTasks: 1, maxTasks: 5 },
      racing: { minSeeds: 2, alpha: 0.05 },
      confirm: { seeds: 5, leaders: 3 },
      maxDeviceSeconds: 5400,
      stopWhen: { noImprovement: 20 },
    };
    const text = stripVTControlCharacters(sweepText({ ...sweep, spec }));
    expect(text).toContain(
      [
        'spending     ends early by asha (reduction_factor 3, min_tasks 1, max_tasks 5)',
        '             2 seeds each, more for what is not beaten (alpha 0.05)',
        '             at most 3 leaders confirmed with 5 fresh seeds',
        '             at most 1.5 h of device time',
        '             stops after 20 trials without improvement',
      ].join('\n'),
    );
  });

  it('is that it is being cancelled while it is, and that it was once it has ended', () => {
    const reason = shownReason({ mode: 'cancelling', reason: 'cancelled by request' });
    const first = (change: Partial<Sweep>) =>
      stripVTControlCharacters(sweepText({ ...sweep, ...change })).split('\n')[0];
    expect(first({ state: 'running', reason })).toBe(
      'sweep        x-1  cancelling: running stages write a checkpoint and end',
    );
    expect(first({ state: 'cancelled', reason: 'cancelled by request' })).toBe(
      'sweep        x-1  cancelled: cancelled by request',
    );
  });

  it('is every objective of a sweep that has several, and who leads in which', () => {
    const objectives = [
      { name: 'val_average_accuracy', goal: 'maximize' as const },
      { name: 'compression_ratio', goal: 'minimize' as const },
    ];
    const several: Sweep = {
      ...sweep,
      spec: { ...sweep.spec, objectives },
      best: { trialId: 'x-1.2', number: 2, value: 0.97, standardError: 0.01 },
    };
    const trial = (number: number, values: number[]) => ({ trial: { number, standardError: 0.01 }, values });
    const front = {
      objectives,
      trials: [trial(2, [0.97, 1.5]), trial(4, [0.95, 0.25])],
      hypervolume: 0.5,
    } as unknown as Best['front'];
    const text = stripVTControlCharacters(sweepText(several, front));
    expect(text).toContain('objective    maximize val_average_accuracy, minimize compression_ratio');
    expect(text).toContain('Pareto front 2 trials, hypervolume 0.5000');
    expect(text).toContain('val_average_accuracy: trial 2, 97.00 ± 1.00 %');
    expect(text).toContain('compression_ratio: trial 4, 0.25');
    expect(stripVTControlCharacters(sweepText(several))).toContain('by val_average_accuracy alone');
    expect(sweepsTable([several])).toContain('val_average_accuracy, compression_ratio');
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

  it('is that there are more trials than it shows', () => {
    const best = {
      objective: { name: 'val_average_accuracy', goal: 'maximize' },
      candidates: [],
      verdict: 'trial 1 leads',
    };
    const trial = { number: 1, assignment: {}, value: 0.9, standardError: 0.01, replicatesDone: 2 };
    const candidates = [{ trial, pValue: null, indistinguishable: true, test: null, confirmed: null }];
    const text = (more: boolean): string => bestText({ ...best, candidates, more } as unknown as Best);
    expect(text(true)).toContain('more complete trials follow');
    expect(text(false)).not.toContain('follow');
  });
});
