import type { TrialQuery } from './client.ts';

/** Names under which answers are kept; a shorter one stands for all that begin with it. */
export const keys = {
  sweeps: ['sweeps'] as const,
  sweep: (id: string) => ['sweep', id, 'itself'] as const,
  best: (id: string) => ['sweep', id, 'best'] as const,
  /** Anew for each number of complete trials: nothing else changes them. */
  effects: (id: string, complete: number) => ['sweep', id, 'effects', complete] as const,
  importance: (id: string, complete: number) => ['sweep', id, 'importance', complete] as const,
  running: (id: string) => ['sweep', id, 'running'] as const,
  points: (id: string) => ['sweep', id, 'points'] as const,
  trials: (id: string) => ['sweep', id, 'trials'] as const,
  trialsPage: (id: string, query: TrialQuery, cursor: string | null) =>
    ['sweep', id, 'trials', query, cursor] as const,
  events: (id: string) => ['sweep', id, 'events'] as const,
  /** Anew for each number of complete trials. */
  figure: (id: string, name: string, complete: number) => ['sweep', id, 'figure', name, complete] as const,
  report: (name: string) => ['report', name] as const,
  trial: (id: string) => ['trial', id] as const,
};
