import type { Best } from '../../server/schemas/best.ts';
import type { Effects } from '../../server/schemas/effects.ts';
import type { EventList } from '../../server/schemas/event.ts';
import type { Importance } from '../../server/schemas/importance.ts';
import type { Figure } from '../../server/schemas/figure.ts';
import type { Points } from '../../server/schemas/points.ts';
import type { Report } from '../../server/schemas/report.ts';
import type { Running } from '../../server/schemas/running.ts';
import type { Sweep, SweepList } from '../../server/schemas/sweep.ts';
import type { TrialDetail, TrialList } from '../../server/schemas/trial.ts';
import { act, apiPath, get, send } from './request.ts';

/** What the trials table asks for; the server sorts and filters. */
export interface TrialQuery {
  readonly states: readonly string[];
  readonly where: readonly string[];
  readonly sort: string;
  readonly direction: 'asc' | 'desc';
}

const sweepPath = (id: string, rest = '') => `/sweeps/${encodeURIComponent(id)}${rest}`;

/** Everything the page asks of the server. */
export const api = {
  sweeps: (cursor: string | null) => get<SweepList>('/sweeps', { limit: 50, cursor }),
  sweep: (id: string) => get<Sweep>(sweepPath(id)),
  best: (id: string) => get<Best>(sweepPath(id, '/best'), { limit: 10 }),
  effects: (id: string) => get<Effects>(sweepPath(id, '/effects')),
  figure: (id: string, name: string) => get<Figure>(sweepPath(id, `/figures/${name}`)),
  report: (name: string) => get<Report>(`/reports/${encodeURIComponent(name)}`),
  importance: (id: string) => get<Importance>(sweepPath(id, '/importance')),
  running: (id: string) => get<Running>(sweepPath(id, '/running')),
  points: (id: string) => get<Points>(sweepPath(id, '/points')),
  trials: (id: string, { states, ...query }: TrialQuery, cursor: string | null) =>
    get<TrialList>(sweepPath(id, '/trials'), {
      ...query,
      states: states.length === 0 ? null : states.join(','),
      limit: 25,
      cursor,
    }),
  trial: (id: string) => get<TrialDetail>(`/trials/${encodeURIComponent(id)}`),
  events: (id: string, before: number | null) =>
    get<EventList>(sweepPath(id, '/events'), { order: 'newest', limit: 50, before }),

  submit: async (text: string): Promise<Sweep> => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/yaml' }, body: text };
    return (await (await send(apiPath('/sweeps'), init)).json()) as Sweep;
  },
  pause: (id: string, now: boolean) => act<Sweep>('POST', sweepPath(id, '/pause'), { now }),
  resume: (id: string) => act<Sweep>('POST', sweepPath(id, '/resume')),
  stop: (id: string) => act<Sweep>('POST', sweepPath(id, '/stop')),
  cancel: (id: string) => act<Sweep>('POST', sweepPath(id, '/cancel')),
  setConcurrency: (id: string, maxConcurrentTrials: number) =>
    act<Sweep>('PATCH', sweepPath(id), { maxConcurrentTrials }),
  extend: (id: string, trials: number) => act<Sweep>('POST', sweepPath(id, '/extend'), { trials }),
  retry: (id: string) => act<Sweep>('POST', sweepPath(id, '/retry'), { states: ['failed'] }),

  /** The whole sweep as a file; fetched rather than linked, since a link can't carry the token. */
  export: async (id: string, format: 'csv' | 'json'): Promise<Blob> => {
    return (await send(apiPath(sweepPath(id, '/export'), { format }))).blob();
  },
};
