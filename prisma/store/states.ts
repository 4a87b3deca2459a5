import type {
  SweepState,
  TERMINAL_SWEEP_STATES,
  TERMINAL_TRIAL_STATES,
  TrialState,
} from '../../workflows/types.ts';

// Of `workflows/` only types may come down here; the compiler holds these equal to its lists.
const terminalTrial: Readonly<Record<(typeof TERMINAL_TRIAL_STATES)[number], true>> = {
  complete: true,
  pruned: true,
  diverged: true,
  failed: true,
  cancelled: true,
};
const terminalSweep: Readonly<Record<(typeof TERMINAL_SWEEP_STATES)[number], true>> = {
  stopped: true,
  cancelled: true,
  finished: true,
  failed: true,
};

/** Whether nothing moves from this state any more. */
export function isTerminalTrial(state: string): boolean {
  return Object.hasOwn(terminalTrial, state);
}

/** Whether nothing moves from this state any more. */
export function isTerminalSweep(state: string): boolean {
  return Object.hasOwn(terminalSweep, state);
}

/** States in which a trial is not over. */
export const openTrialStates: TrialState[] = ['waiting', 'running', 'paused'];
/** States in which a sweep is not over. */
export const openSweepStates: SweepState[] = ['pending', 'running', 'paused'];
