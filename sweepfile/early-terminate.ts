/** From `early_terminate` to a pruner's settings. */
import type { PrunerSettings } from '../search/pruners/index.ts';
import { createPruner } from '../search/pruners/index.ts';
import { shown, type Fault, type Path } from './fault.ts';
import { PRUNER_ALIASES, type EarlyTerminate, type PrunerEntry } from './search-control.schema.ts';

export interface ReadPruner {
  readonly pruner: PrunerSettings | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

type Type = PrunerSettings['type'];

/** What each pruner understands beside `type`. */
const KEYS: Readonly<Record<Type, readonly (keyof PrunerEntry)[]>> = {
  median: ['n_startup_trials', 'n_warmup_steps', 'interval_steps'],
  percentile: ['percentile', 'n_startup_trials', 'n_warmup_steps', 'interval_steps'],
  threshold: ['of', 'lower', 'upper', 'n_warmup_steps', 'interval_steps'],
  patience: ['patience', 'min_delta', 'wrapped'],
  asha: ['eta', 'min_iter', 'min_early_stopping_rate'],
  hyperband: ['eta', 'min_iter', 'max_iter', 's'],
};

/** Optuna's startup for pruners that compare; W&B's eta. */
const STARTUP = 5;
const ETA = 3;

/**
 * Reads the entry. W&B's `hyperband` names one series of rungs for all runs, by `min_iter` or by `max_iter` and `s`: that
 * is asynchronous halving, and is read as it; `hyperband` with `eta` alone, or with both ends, has brackets.
 * @param tasks of the benchmark; null where it isn't known
 */
export function readEarlyTerminate(
  given: EarlyTerminate,
  tasks: number | null,
  path: Path = ['early_terminate'],
): ReadPruner {
  const entry: PrunerEntry = typeof given === 'string' ? { type: given } : given;
  const type = (PRUNER_ALIASES[entry.type] ?? entry.type) as Type;
  const strangers = (Object.keys(entry) as (keyof PrunerEntry)[]).filter(
    (key) => key !== 'type' && entry[key] !== undefined && !KEYS[type].includes(key),
  );
  const faults: Fault[] = strangers.map((key) => ({
    path: [...path, key],
    given: shown(entry[key]),
    allowed: `nothing: ${type} has ${KEYS[type].join(', ')}`,
  }));
  const missing = (key: string, allowed: string): void =>
    void faults.push({ path: [...path, key], given: 'nothing', allowed });

  if (type === 'percentile' && entry.percentile === undefined)
    missing('percentile', 'the share of the trials that goes on, e.g. 25');
  if (type === 'threshold' && entry.lower === undefined && entry.upper === undefined)
    missing('lower', 'a bound: lower, upper or both');
  if (type === 'patience' && entry.patience === undefined)
    missing('patience', 'the number of tasks without improvement that are borne');
  if (type === 'hyperband' && entry.s !== undefined && entry.max_iter === undefined)
    missing('max_iter', 'the number of tasks that s counts down from');
  const wrapped =
    type === 'patience' && entry.wrapped !== undefined
      ? readEarlyTerminate(entry.wrapped, tasks, [...path, 'wrapped'])
      : null;
  if (wrapped?.pruner?.type === 'patience')
    faults.push({ path: [...path, 'wrapped', 'type'], given: 'patience', allowed: 'any other pruner' });
  faults.push(...(wrapped?.faults ?? []));
  if (faults.length > 0) return { pruner: null, faults, warnings: [] };
  const pruner = settingsOf(type, entry, wrapped?.pruner ?? null);
  return { pruner, faults: [], warnings: warningsOf(pruner, tasks, path) };
}

function settingsOf(type: Type, entry: PrunerEntry, wrapped: PrunerSettings | null): PrunerSettings {
  const looks = { nWarmupSteps: entry.n_warmup_steps ?? 0, intervalSteps: entry.interval_steps ?? 1 };
  const compares = { nStartupTrials: entry.n_startup_trials ?? STARTUP, ...looks };
  const eta = { reductionFactor: entry.eta ?? ETA, minResource: entry.min_iter ?? 1 };
  switch (type) {
    case 'median':
      return { type, ...compares };
    case 'percentile':
      return { type, percentile: entry.percentile!, ...compares };
    case 'threshold':
      return {
        type,
        of: entry.of ?? 'objective',
        lower: entry.lower ?? null,
        upper: entry.upper ?? null,
        ...looks,
      };
    case 'patience':
      return {
        type,
        patience: entry.patience!,
        minDelta: entry.min_delta ?? 0,
        wrapped: wrapped as Extract<PrunerSettings, { type: 'patience' }>['wrapped'],
      };
    case 'asha':
      return { type, ...eta, minEarlyStoppingRate: entry.min_early_stopping_rate ?? 0, rungs: null };
    case 'hyperband': {
      const { max_iter: most, s } = entry;
      const series = { type: 'asha' as const, ...eta, minEarlyStoppingRate: 0 };
      if (most !== undefined && s !== undefined)
        return { ...series, rungs: rungsBelow(most, s, eta.reductionFactor) };
      if (entry.min_iter !== undefined && most === undefined) return { ...series, rungs: null };
      return { type, ...eta, maxResource: most ?? null };
    }
  }
}

/** `max_iter / eta^k`, k = s ... 1, rounded down: W&B's brackets. */
function rungsBelow(most: number, s: number, eta: number): readonly number[] {
  const rungs = Array.from({ length: s }, (_, k) => Math.floor(most / eta ** (s - k) + 1e-9));
  return [...new Set(rungs)].filter((rung) => rung >= 1);
}

/** A pruner that never gets to say anything is no fault, but hardly what was meant. */
function warningsOf(settings: PrunerSettings, tasks: number | null, path: Path): string[] {
  if (tasks === null) return [];
  const pruner = createPruner(settings);
  // Brackets differ from trial to trial: the first thousand have them all.
  for (let rung = 1; rung < tasks; rung += 1)
    for (let number = 0; number < (settings.type === 'hyperband' ? 1000 : 1); number += 1)
      if (pruner.judgesAt(rung, tasks, number)) return [];
  return [
    `${path.join('.')}: with ${tasks} task${tasks === 1 ? '' : 's'} there is no rung before the last, so that nothing is ever pruned`,
  ];
}
