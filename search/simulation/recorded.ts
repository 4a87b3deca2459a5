import { UserError } from '../../common/errors.ts';
import { mean } from '../statistics/index.ts';
import { toUnit, valueKey } from '../space/index.ts';
import type { Assignment, Objective, ParameterSpace, SearchSpace, Value } from '../types.ts';
import type { Surface, Training } from './simulation.types.ts';

/** A training as it was recorded: row i of the scores is what stage i measured on the tasks so far. */
export interface RecordedTraining {
  readonly seed: number;
  readonly val: readonly (readonly number[])[];
  readonly test: readonly (readonly number[])[];
  /** The objective over the tasks so far, after each stage. */
  readonly values: readonly number[];
  /** Device-seconds, the diverged stage's among them. */
  readonly seconds: readonly number[];
  /** Stages of one number are one stage: trained once, used by several trials. */
  readonly keys: readonly number[];
  readonly diverged: boolean;
}

/** A sweep whose trainings can be replayed: `hnet-sweep export SWEEP --stages`. */
export interface Recording {
  readonly kind: 'recorded-surface';
  readonly version: 1;
  readonly sweep: string;
  readonly benchmark: string;
  readonly strategy: string;
  readonly tasks: number;
  readonly objective: Objective;
  readonly space: SearchSpace;
  readonly seeds: readonly number[];
  readonly configurations: readonly {
    readonly assignment: Assignment;
    readonly replicates: readonly RecordedTraining[];
  }[];
}

/** Checks that a parsed file is a recording. @throws UserError `corrupt-data` */
export function asRecording(data: unknown, source: string): Recording {
  const { kind, version, configurations } = (data ?? {}) as Partial<Recording>;
  if (kind !== 'recorded-surface' || version !== 1 || !Array.isArray(configurations))
    throw new UserError('corrupt-data', `${source} is no recorded surface of version 1`, {
      hint: 'hnet-sweep export SWEEP --stages makes one.',
    });
  if (configurations.length === 0) throw new UserError('corrupt-data', `${source} has no configuration`);
  return data as Recording;
}

/**
 * A recording as a surface for the proposals of a space, which may be another one than it was recorded over: a
 * configuration that was not recorded stands for the nearest that was, by distance on the unit scales of the space (a
 * choice is as near as the next one, or as far as the whole scale). Seeds that were not recorded take recorded ones in turn.
 */
export function recordedSurface(recording: Recording, space: SearchSpace): Surface {
  const { configurations, objective, tasks } = recording;
  // Replicates that are not whole would end a simulated trial for no reason of its own.
  const usable = configurations.filter(({ replicates }) =>
    recording.seeds.every((seed) => replicateOf(replicates, seed)),
  );
  if (usable.length === 0)
    throw new UserError(
      'corrupt-data',
      `the recording of ${recording.sweep} has no configuration with all of its seeds`,
    );
  const names = Object.keys(space).filter((name) =>
    usable.some(({ assignment }) => assignment[name] !== undefined),
  );
  const exact = new Map(usable.map((one, i) => [keyOf(names, one.assignment), i]));
  const near = new Map<string, number>();
  const truths = usable.map(({ replicates }) => truthOf(replicates, objective));
  const place = (assignment: Assignment): number => {
    const key = keyOf(names, assignment);
    const found = exact.get(key) ?? near.get(key);
    if (found !== undefined) return found;
    let nearest = 0;
    let least = Infinity;
    for (const [i, one] of usable.entries()) {
      const distance = names.reduce(
        (sum, name) => sum + distanceBetween(space[name]!, assignment[name], one.assignment[name]),
        0,
      );
      if (distance < least) [nearest, least] = [i, distance];
    }
    near.set(key, nearest);
    return nearest;
  };
  const sign = objective.goal === 'maximize' ? 1 : -1;
  return {
    name: recording.sweep,
    ...{ tasks, objective, seeds: recording.seeds },
    best: sign * Math.max(...truths.map((truth) => sign * truth)),
    match: (assignment) => (exact.has(keyOf(names, assignment)) ? 'exact' : 'nearest'),
    truth: (assignment) => truths[place(assignment)]!,
    train(assignment, seed): Training {
      const { replicates } = usable[place(assignment)]!;
      const known = replicateOf(replicates, seed) ?? replicates[seed % replicates.length]!;
      const rows = objective.name.startsWith('test_') ? known.test : known.val;
      return {
        values: known.values,
        during: rows.map((row) => row.at(-1)!),
        seconds: known.seconds,
        // Neighbours that stand for one another are different configurations: they share nothing.
        keys: known.keys.map((key) => (exact.has(keyOf(names, assignment)) ? String(key) : null)),
        diverged: known.diverged,
      };
    },
  };

  function replicateOf(replicates: readonly RecordedTraining[], seed: number): RecordedTraining | undefined {
    return replicates.find((one) => one.seed === seed && (one.diverged || one.values.length === tasks));
  }
}

function truthOf(replicates: readonly RecordedTraining[], { goal }: Objective): number {
  if (replicates.some(({ diverged }) => diverged)) return goal === 'maximize' ? -Infinity : Infinity;
  return mean(replicates.map(({ values }) => values.at(-1)!));
}

function keyOf(names: readonly string[], assignment: Assignment): string {
  return names.map((name) => (assignment[name] === undefined ? '' : valueKey(assignment[name]))).join(' ');
}

/** From 0, the same, to 1, opposite ends of the scale or another choice. */
function distanceBetween(parameter: ParameterSpace, a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : 1;
  if (valueKey(a) === valueKey(b)) return 0;
  if (parameter.kind !== 'float' && parameter.kind !== 'int') return bothNumbers(parameter, a, b);
  if (typeof a !== 'number' || typeof b !== 'number') return 1;
  const unit = (x: number): number => toUnit(parameter, Math.min(parameter.max, Math.max(parameter.min, x)));
  return Math.abs(unit(a) - unit(b));
}

/** Choices that are numbers are near by their order. */
function bothNumbers(parameter: ParameterSpace, a: Value, b: Value): number {
  if (parameter.kind !== 'categorical' || typeof a !== 'number' || typeof b !== 'number') return 1;
  const values = parameter.values.filter((value) => typeof value === 'number');
  if (values.length < 2 || Math.min(...values) <= 0 || a <= 0 || b <= 0) return 1;
  const range = Math.log(Math.max(...values) / Math.min(...values));
  return range === 0 ? 1 : Math.min(1, Math.abs(Math.log(a / b)) / range);
}
