/** The API as the command line uses it: plain functions, answers typed by the server's own schemas. */
import { InvalidInputError, UserError } from '../../common/errors.ts';
import type { ErrorCode, InputIssue } from '../../common/errors.ts';
import type { Best } from '../../dashboard/server/schemas/best.ts';
import type { CheckpointUse, PrunedCheckpoints } from '../../dashboard/server/schemas/checkpoints.ts';
import type { Effects } from '../../dashboard/server/schemas/effects.ts';
import type { Figure } from '../../dashboard/server/schemas/figure.ts';
import type { EventList } from '../../dashboard/server/schemas/event.ts';
import type { Importance } from '../../dashboard/server/schemas/importance.ts';
import type { Problem } from '../../dashboard/server/schemas/problem.ts';
import type { Report } from '../../dashboard/server/schemas/report.ts';
import type { Running } from '../../dashboard/server/schemas/running.ts';
import type { Sweep, SweepList } from '../../dashboard/server/schemas/sweep.ts';
import type { TrialDetail, TrialList } from '../../dashboard/server/schemas/trial.ts';

/** Where a server is. */
export interface ServerAddress {
  readonly url: string;
  /** Only servers that are reachable from other machines want one. */
  readonly token: string | null;
}

/** Query parameters; those that are undefined are left out, lists repeat. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

export type ExportFormat = 'csv' | 'json' | 'stages' | 'optuna';

export type SteeringVerb = 'pause' | 'resume' | 'stop' | 'cancel';

/** Every method throws the `UserError` that the server's problem details describe, or `unavailable` without an answer. */
export interface ApiClient {
  readonly url: string;
  submit(sweepFile: string): Promise<Sweep>;
  sweeps(query?: Query): Promise<SweepList>;
  sweep(id: string): Promise<Sweep>;
  trials(id: string, query?: Query): Promise<TrialList>;
  /** By the trial's own id, `<sweep>.<number>`. */
  trial(id: string): Promise<TrialDetail>;
  best(id: string, query?: Query): Promise<Best>;
  effects(id: string): Promise<Effects>;
  figure(id: string, name: string, query?: Query): Promise<Figure>;
  report(name: string, query?: Query): Promise<Report>;
  importance(id: string): Promise<Importance>;
  running(id: string): Promise<Running>;
  events(id: string, after: number): Promise<EventList>;
  steer(id: string, verb: SteeringVerb, body?: object): Promise<Sweep>;
  setConcurrency(id: string, trials: number): Promise<Sweep>;
  extend(id: string, more: object): Promise<Sweep>;
  enqueue(id: string, configurations: readonly object[]): Promise<Sweep>;
  retry(id: string, states: readonly string[]): Promise<Sweep>;
  /** What fills the folder of checkpoints. */
  checkpoints(): Promise<CheckpointUse>;
  /** Deletes checkpoints that no sweep needs any more; last ones of trainings too if said so. */
  pruneCheckpoints(options: { readonly last: boolean }): Promise<PrunedCheckpoints>;
  /** The file as it is made, piece by piece. */
  export(id: string, format: ExportFormat): Promise<AsyncIterable<Uint8Array>>;
}

/** An answer that takes longer than this is not coming. */
const ANSWER_MS = 60_000;
/** A folder of a hundred thousand checkpoints over a network. */
const FOLDER_MS = 1_800_000;
/** Figures from checkpoints are computed first. */
const FIGURE_MS = 11 * 60_000;

export function createApiClient({ url, token }: ServerAddress): ApiClient {
  const base = url.replace(/\/+$/, '');

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    let response: Response;
    try {
      response = await fetch(`${base}/api/v1${path}`, {
        signal: AbortSignal.timeout(ANSWER_MS),
        ...init,
        headers,
      });
    } catch (cause) {
      throw new UserError('unavailable', `no hnet-sweep server answers at ${base}${reasonOf(cause)}`, {
        hint: 'Start one with `hnet-sweep up`, or name another with --server or HNET_SWEEP_SERVER.',
        cause,
      });
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  const json = async <T>(path: string, init?: RequestInit): Promise<T> =>
    (await (await request(path, init)).json()) as T;
  const post = <T>(path: string, body?: object, method = 'POST', ms = ANSWER_MS): Promise<T> =>
    json<T>(path, {
      method,
      signal: AbortSignal.timeout(ms),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  const sweepPath = (id: string): string => `/sweeps/${encodeURIComponent(id)}`;

  return {
    url: base,
    submit: (sweepFile) =>
      json('/sweeps', { method: 'POST', headers: { 'content-type': 'application/yaml' }, body: sweepFile }),
    sweeps: (query) => json(`/sweeps${queryText(query)}`),
    sweep: (id) => json(sweepPath(id)),
    trials: (id, query) => json(`${sweepPath(id)}/trials${queryText(query)}`),
    trial: (id) => json(`/trials/${encodeURIComponent(id)}`),
    best: (id, query) => json(`${sweepPath(id)}/best${queryText(query)}`),
    effects: (id) => json(`${sweepPath(id)}/effects`),
    figure: (id, name, query) =>
      json(`${sweepPath(id)}/figures/${name}${queryText(query)}`, { signal: AbortSignal.timeout(FIGURE_MS) }),
    report: (name, query) => json(`/reports/${encodeURIComponent(name)}${queryText(query)}`),
    importance: (id) => json(`${sweepPath(id)}/importance`),
    running: (id) => json(`${sweepPath(id)}/running`),
    events: (id, after) => json(`${sweepPath(id)}/events${queryText({ after, limit: 500 })}`),
    steer: (id, verb, body) => post(`${sweepPath(id)}/${verb}`, body),
    setConcurrency: (id, trials) => post(sweepPath(id), { maxConcurrentTrials: trials }, 'PATCH'),
    extend: (id, more) => post(`${sweepPath(id)}/extend`, more),
    enqueue: (id, configurations) => post(`${sweepPath(id)}/enqueue`, { configurations }),
    checkpoints: () => json('/checkpoints', { signal: AbortSignal.timeout(FOLDER_MS) }),
    pruneCheckpoints: (options) => post('/checkpoints/prune', options, 'POST', FOLDER_MS),
    retry: (id, states) => post(`${sweepPath(id)}/retry`, { states }),
    async export(id, format) {
      const { body } = await request(`${sweepPath(id)}/export${queryText({ format })}`, { signal: null });
      return body as unknown as AsyncIterable<Uint8Array>;
    },
  };
}

function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value])
      parameters.append(name, String(one));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The error that an answer describes. */
async function problemOf(response: Response): Promise<UserError> {
  const problem = (await response.json().catch(() => null)) as Problem | null;
  if (problem === null || typeof problem.detail !== 'string')
    return new UserError(
      'unavailable',
      `the server answered with status ${response.status} and no explanation`,
      {
        hint: 'Is something else than hnet-sweep listening there?',
      },
    );
  if (problem.issues !== undefined)
    return new ReportedInputError(problem.detail, problem.issues as readonly InputIssue[]);
  return new UserError(
    problem.code as ErrorCode,
    problem.detail,
    problem.hint === undefined ? {} : { hint: problem.hint },
  );
}

/** Faults that the server found, in the server's own words. */
class ReportedInputError extends InvalidInputError {
  constructor(detail: string, issues: readonly InputIssue[]) {
    super('request', issues);
    this.message = detail;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
  return cause?.code === undefined ? '' : ` (${cause.code})`;
}
