/** The updates that give a sweep more to do. Each is checked before it is accepted. */
import * as wf from '@temporalio/workflow';
import type { Assignment } from '../../search/types.ts';
import type { Revival } from '../activities.types.ts';
import * as messages from '../messages.ts';
import type { Extension } from '../messages.ts';
import type { SearchLimits, SweepCarry, SweepMode } from './state.ts';

/** Most configurations that may wait at once: they travel in the sweep's state. */
export const MAX_QUEUE = 1000;
/** Most trials taken up again with one update. */
export const MAX_REVIVALS = 1000;

/** Sets the handlers. `changed` wakes the sweep, `shown` waits for the database. */
export function handleGrowth(
  state: SweepCarry,
  sweep: { readonly changed: () => void; readonly shown: () => Promise<void> },
): void {
  const done = async (): Promise<void> => {
    // Whoever asks for more wants the search to go on.
    if (state.mode === 'finishing') Object.assign(state, { mode: 'running', reason: null });
    state.leaders = null;
    sweep.changed();
    await sweep.shown();
  };

  wf.setHandler(
    messages.extendUpdate,
    async (extension) => {
      extend(state, extension);
      await done();
      return state.limits;
    },
    {
      validator: (extension: Extension) => {
        refuseUnless(state, ['running', 'paused', 'finishing'], 'extend');
        const fault = extensionFault(state.limits, state.exhausted, extension);
        if (fault !== null) refuse(fault);
      },
    },
  );

  wf.setHandler(
    messages.enqueueUpdate,
    async (configurations) => {
      state.queue = [...state.queue, ...configurations];
      extend(state, state.limits.runCap === null ? {} : { trials: configurations.length });
      await done();
      return state.limits;
    },
    {
      validator: (configurations: readonly Assignment[]) => {
        refuseUnless(state, ['running', 'paused'], 'enqueue a configuration in');
        const room = MAX_QUEUE - state.queue.length;
        if (configurations.length < 1 || configurations.length > room)
          refuse(`given ${configurations.length} configurations; allowed: 1 to ${room} now`);
      },
    },
  );

  wf.setHandler(
    messages.reviveUpdate,
    async (revivals) => {
      // Two that ask for the same trial at once: it is taken up again once.
      const searching = state.running.filter(({ purpose }) => purpose === undefined);
      const known = new Set([...state.revivals, ...searching].map(({ number }) => number));
      state.revivals = [...state.revivals, ...revivals.filter(({ number }) => !known.has(number))];
      await done();
    },
    {
      validator: (revivals: readonly Revival[]) => {
        refuseUnless(state, ['running', 'paused'], 'take trials up again in');
        if (revivals.length < 1 || revivals.length > MAX_REVIVALS)
          refuse(`given ${revivals.length} trials; allowed: 1 to ${MAX_REVIVALS} at once`);
      },
    },
  );
}

/** Raises the limits. */
function extend(state: SweepCarry, { trials = 0, deviceSeconds = 0, seconds = 0 }: Extension): void {
  state.limits = extendedLimits(state.limits, { trials, deviceSeconds, seconds });
  state.sinceImprovement = 0;
}

/** The limits with so much more; what is not limited stays so. */
export function extendedLimits(limits: SearchLimits, more: Extension): SearchLimits {
  const raise = (limit: number | null, by = 0): number | null => (limit === null ? null : limit + by);
  return {
    runCap: raise(limits.runCap, more.trials),
    maxDeviceSeconds: raise(limits.maxDeviceSeconds, more.deviceSeconds),
    maxSeconds: raise(limits.maxSeconds, more.seconds),
  };
}

/** Why a sweep can't be given so much more; null where it can. */
export function extensionFault(
  limits: SearchLimits,
  exhausted: boolean,
  extension: Extension,
): string | null {
  const asked = [
    ['trials', limits.runCap, 'run_cap'],
    ['deviceSeconds', limits.maxDeviceSeconds, 'max_device_hours'],
    ['seconds', limits.maxSeconds, 'max_duration'],
  ] as const;
  if (asked.every(([key]) => extension[key] === undefined))
    return 'given nothing; allowed: trials, deviceSeconds, seconds';
  for (const [key, limit, name] of asked) {
    const more = extension[key];
    if (more === undefined) continue;
    if (!(more > 0) || !Number.isFinite(more) || (key === 'trials' && !Number.isInteger(more)))
      return `${key}: given ${more}; allowed: a ${key === 'trials' ? 'whole ' : ''}number above 0`;
    if (limit === null) return `${key}: given ${more}; the sweep has no ${name} that could be raised`;
  }
  return extension.trials !== undefined && exhausted
    ? `trials: given ${extension.trials}; every configuration of the space has been tried`
    : null;
}

function refuse(message: string): never {
  throw wf.ApplicationFailure.nonRetryable(message, 'invalid-input');
}

/** Refuses what makes no sense in the present mode. */
export function refuseUnless(state: SweepCarry, modes: readonly SweepMode[], verb: string): void {
  if (!modes.includes(state.mode))
    throw wf.ApplicationFailure.nonRetryable(`can't ${verb} a sweep that is ${state.mode}`, 'conflict');
}
