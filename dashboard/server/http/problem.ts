import type { ErrorRequestHandler, RequestHandler } from 'express';
import { InvalidInputError, UserError, type ErrorCode } from '../../../common/errors.ts';
import type { Log } from '../dependencies.types.ts';
import type { Problem } from '../schemas/problem.ts';

const statusOf: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 422,
  'not-found': 404,
  conflict: 409,
  'stale-attempt': 409,
  unavailable: 503,
  'corrupt-data': 500,
  'out-of-memory': 500,
  internal: 500,
};

const titleOf: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'A token is needed',
  403: 'Not allowed from there',
  404: 'Not found',
  405: 'This cannot be done here',
  409: 'Not possible in this state',
  413: 'The request is too large',
  415: 'This kind of content is not understood',
  422: 'The input cannot be right',
  500: 'Something went wrong here',
  503: 'Something needed is not available',
};

/** An error that is about HTTP itself, with the status it is answered with. */
export class HttpError extends UserError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string, hint?: string) {
    super(code, message, hint === undefined ? {} : { hint });
    this.status = status;
  }
}

/** Problem details of any error; what nobody is meant to read is not told. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof UserError)) return problemOf(httpErrorOf(error));
  const status = error instanceof HttpError ? error.status : statusOf[error.code];
  return {
    type: `urn:hnet-sweep:problem:${error.code}`,
    title: titleOf[status] ?? 'Error',
    status,
    detail: error.message,
    code: error.code,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error instanceof InvalidInputError ? { issues: [...error.issues] } : {}),
  };
}

/** What Express and its body parsers throw carries a status below 500 and says `expose`; anything else is a bug. */
function httpErrorOf(error: unknown): UserError {
  const { status, expose, message } = error as { status?: number; expose?: boolean; message?: string };
  if (expose === true && status !== undefined && status < 500)
    return new HttpError(status, 'invalid-input', message ?? 'bad request');
  return new UserError('internal', 'an unexpected error; the server has logged it', {
    hint: "Look at the server's log for this time.",
  });
}

/** No route matched. */
export const notFound: RequestHandler = (req) => {
  throw new UserError('not-found', `nothing at ${req.method} ${req.baseUrl}${req.path}`, {
    hint: 'The description of everything there is: /api/v1/openapi.json',
  });
};

/** The one place where errors become answers. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) log.error({ err: error, method: req.method, url: req.path }, problem.detail);
    if (res.headersSent) {
      next(error); // Express cuts the connection: a half-sent stream must not look complete
      return;
    }
    if (problem.status === 401) res.set('WWW-Authenticate', 'Bearer');
    res.status(problem.status).type('application/problem+json').json(problem);
  };
}
