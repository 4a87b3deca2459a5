/** What steers how much is spent on what: early ends, races, confirmation, budgets, what to begin with. */
import type { Assignment, SearchSpace } from '../search/types.ts';
import type { SweepSpec } from '../workflows/types.ts';
import { durationSeconds } from './duration.ts';
import { readEarlyTerminate } from './early-terminate.ts';
import { readConfiguration, type GivenConfiguration } from './enqueued.ts';
import { shown, type Fault } from './fault.ts';
import type { SweepFile } from './sweep.schema.ts';

/** The part of a spec that comes from these keys; a key that the file lacks is absent. */
export type SearchControl = Pick<
  SweepSpec,
  | 'earlyTerminate'
  | 'racing'
  | 'confirm'
  | 'enqueue'
  | 'warmStart'
  | 'maxSeconds'
  | 'maxDeviceSeconds'
  | 'stopWhen'
  | 'whenSpent'
>;

export interface ReadSearchControl {
  readonly control: SearchControl;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/** Leaders that are confirmed unless the file says how many. */
const LEADERS = 5;
const MIN_SEEDS = 2;
const ALPHA = 0.05;

/** What is known of the rest of the file; null where a fault hides it. */
export interface Surroundings {
  readonly tasks: number | null;
  readonly seeds: number | null;
  readonly space: SearchSpace | null;
  readonly resolve: ((assignment: Assignment) => unknown) | null;
}

/** Reads the keys. */
export function readSearchControl(file: Partial<SweepFile>, known: Surroundings): ReadSearchControl {
  const faults: Fault[] = [];
  const warnings: string[] = [];
  const control: { -readonly [K in keyof SearchControl]: SearchControl[K] } = {};

  if (file.early_terminate !== undefined) {
    const read = readEarlyTerminate(file.early_terminate, known.tasks);
    faults.push(...read.faults);
    warnings.push(...read.warnings);
    control.earlyTerminate = read.pruner;
  }
  if (file.racing !== undefined && file.racing !== false) {
    const { min_seeds: minSeeds = MIN_SEEDS, alpha = ALPHA } = file.racing === true ? {} : file.racing;
    if (known.seeds !== null && known.seeds <= minSeeds)
      faults.push({
        path: ['racing'],
        given: `${known.seeds} seed${known.seeds === 1 ? '' : 's'}`,
        allowed: `more seeds than the ${minSeeds} that every configuration gets: there is nothing to earn`,
      });
    control.racing = { minSeeds, alpha };
  }
  if (file.confirm !== undefined) {
    const { seeds, leaders = LEADERS } =
      typeof file.confirm === 'number' ? { seeds: file.confirm } : file.confirm;
    control.confirm = { seeds, leaders };
  }
  if (file.max_duration !== undefined) control.maxSeconds = durationSeconds(file.max_duration);
  if (file.max_device_hours !== undefined) control.maxDeviceSeconds = file.max_device_hours * 3600;
  if (file.stop_when !== undefined) control.stopWhen = { noImprovement: file.stop_when.no_improvement };
  if (file.when_spent !== undefined) {
    if (
      file.max_duration === undefined &&
      file.max_device_hours === undefined &&
      file.stop_when === undefined
    )
      faults.push({
        path: ['when_spent'],
        given: shown(file.when_spent),
        allowed: 'nothing without max_duration, max_device_hours or stop_when',
      });
    control.whenSpent = file.when_spent;
  }
  if (file.warm_start !== undefined)
    control.warmStart = typeof file.warm_start === 'string' ? [file.warm_start] : file.warm_start;
  if (file.enqueue !== undefined && known.space !== null) {
    const read = file.enqueue.map((given, i) =>
      readConfiguration(known.space!, given as GivenConfiguration, ['enqueue', i], (assignment) =>
        known.resolve?.(assignment),
      ),
    );
    faults.push(...read.flatMap((one) => one.faults));
    control.enqueue = read.map(({ assignment }) => assignment);
    if (file.run_cap !== undefined && file.run_cap < read.length)
      faults.push({
        path: ['enqueue'],
        given: `${read.length} configurations`,
        allowed: `at most run_cap, ${file.run_cap}: they count as trials`,
      });
  }
  return { control, faults, warnings };
}
