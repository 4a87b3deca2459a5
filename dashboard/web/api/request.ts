import type { Problem } from '../../server/schemas/problem.ts';
import { tokenRefused, tokenState } from './token.ts';

/** An answer that says what went wrong. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

const prefix = '/api/v1';

/** Values of a query; null and undefined are left out, lists repeat the name. */
export type Query = Readonly<Record<string, string | number | readonly string[] | null | undefined>>;

/** A path of the API with its query. */
export function apiPath(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return `${prefix}${path}${text === '' ? '' : `?${text}`}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    return (await answer.json()) as Problem;
  } catch {
    const detail = `the server answered ${answer.status} ${answer.statusText}`;
    return { type: 'about:blank', title: 'Error', status: answer.status, detail, code: 'internal' };
  }
}

/** Sends a request with the token there is. @throws ApiError */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const { token } = tokenState();
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('Authorization', `Bearer ${token}`);
  let answer: Response;
  try {
    answer = await fetch(path, { ...init, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    const detail = 'the server does not answer';
    throw new ApiError({
      type: 'about:blank',
      title: 'No connection',
      status: 0,
      detail,
      code: 'unavailable',
      hint: 'Is hnet-sweep still running? The page goes on by itself once it is.',
    });
  }
  if (answer.status === 401) tokenRefused();
  if (!answer.ok) throw new ApiError(await problemOf(answer));
  return answer;
}

/** GETs JSON. The server is of the same version as the page, so its types are trusted. */
export async function get<T>(path: string, query?: Query): Promise<T> {
  return (await (await send(apiPath(path, query))).json()) as T;
}

/** Sends JSON, or nothing, and gives the JSON answer. */
export async function act<T>(method: 'POST' | 'PATCH', path: string, body?: object): Promise<T> {
  const init: RequestInit =
    body === undefined
      ? { method }
      : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return (await (await send(apiPath(path), init)).json()) as T;
}
