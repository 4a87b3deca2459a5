import { UserError } from '../../common/errors.ts';

/** Threads for one operation as `HNET_THREADS` has it; null leaves it to the backend. @throws UserError `invalid-input` */
export function threadsFrom(env: NodeJS.ProcessEnv): number | null {
  const given = env.HNET_THREADS;
  if (given === undefined || given === '') return null;
  const threads = Number(given);
  if (Number.isSafeInteger(threads) && threads >= 1) return threads;
  throw new UserError('invalid-input', `HNET_THREADS is ${given}; allowed: a whole number from 1`);
}
