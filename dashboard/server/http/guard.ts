import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { HttpError } from './problem.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Demands `Authorization: Bearer <token>`; the comparison takes the same time whatever was given. */
export function requireToken(token: string): RequestHandler {
  const expected = digest(token);
  return (req, _res, next) => {
    const given = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '')?.[1] ?? '';
    if (timingSafeEqual(digest(given), expected)) next();
    else
      next(
        new HttpError(
          401,
          'invalid-input',
          given === '' ? 'no token was given' : 'the token is not the right one',
          'Send `Authorization: Bearer <token>` with the token that the server was started with.',
        ),
      );
  };
}

/** Host names that always mean this very machine. */
const loopbackNames = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether an address is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return loopbackNames.test(host) || host === '::1';
}

/**
 * Without a token, whoever reaches the port may do everything: so a web page elsewhere must not reach it through the
 * user's browser. Refuses requests under a foreign host name (DNS rebinding) and any that a foreign page sends.
 */
export const refuseForeignPages: RequestHandler = (req, _res, next) => {
  const host = req.get('host') ?? '';
  const name = host.replace(/:\d+$/, '');
  const origin = req.get('origin');
  if (!loopbackNames.test(name))
    next(
      new HttpError(
        403,
        'invalid-input',
        `requests for host ${host || '(none)'} are refused`,
        'Without a token this server answers only as localhost. Start it with a token to reach it by another name.',
      ),
    );
  else if (origin !== undefined && origin !== `http://${host}`)
    next(new HttpError(403, 'invalid-input', `requests from pages of ${origin} are refused`));
  else if (req.get('sec-fetch-site') === 'cross-site' && req.get('sec-fetch-mode') !== 'navigate')
    next(new HttpError(403, 'invalid-input', 'requests from pages of other sites are refused'));
  else next();
};
