import { closest } from '../../common/closest.ts';
import { canonicalKey } from '../aliases.ts';
import { sweepFileKeys } from '../sweep.schema.ts';
import type { Converted, Entry, Setting } from './bridge.types.ts';
import type { Foreign } from './parameters.ts';
import { fitParameters, sweepName } from './parameters.ts';
import { metricOf, ours, startOf } from './setting.ts';

type Data = Readonly<Record<string, unknown>>;

/** Keys that say how W&B starts a program: here there is none to start. */
const LAUNCH = [
  'program',
  'command',
  'controller',
  'job',
  'image_uri',
  'launch',
  'schedule',
  'settings',
] as const;
const LABELS = ['description', 'project', 'entity', 'tags'] as const;
const TAKEN = ['name', 'method', 'metric', 'parameters', 'early_terminate', 'run_cap', ...LAUNCH, ...LABELS];
/** A normal distribution becomes a range of so many standard deviations to either side: 95 of 100 draws. */
const DEVIATIONS = 2;

/**
 * Whether parsed YAML is a sweep of W&B's and none of ours. Ours have a benchmark, which may be misspelt, and keys that
 * W&B doesn't know: such a file is to be corrected, not to be read as something else.
 * @param asked whether the user said that it is another tool's file; without that word only one that says how W&B is to
 *   start or label it counts
 */
export function isWandb(data: Data, asked: boolean): boolean {
  const keys = Object.keys(data).map(canonicalKey);
  const isOurs = keys.some(
    (key) =>
      !TAKEN.includes(key) && (sweepFileKeys.includes(key) || closest(key, ['benchmark', 'matrix']) !== null),
  );
  const saysSo = [...LAUNCH, ...LABELS].some((key) => key in data);
  return !isOurs && (asked || saysSo) && isMapping(data.parameters) && 'method' in data;
}

/** A W&B sweep configuration as a sweep file. */
export function fromWandb(data: Data, setting: Setting): Converted {
  const remarks: string[] = [];
  const { foreign, seeds } = readParameters(data.parameters as Data, remarks);
  const fitted = fitParameters(foreign, ours(setting.strategy));
  remarks.push(...fitted.remarks);
  for (const key of LAUNCH)
    if (data[key] !== undefined) remarks.push(`${key} is left out: trainings are run by hnet-sweep itself`);
  for (const key of LABELS)
    if (data[key] !== undefined) remarks.push(`${key} is left out: sweeps have a name alone`);
  for (const key of Object.keys(data))
    if (!TAKEN.includes(key)) remarks.push(`${key} is left out: no key of a sweep file`);
  return {
    from: 'a W&B sweep',
    file: {
      name: sweepName(data.name ?? data.project, 'wandb-sweep'),
      ...startOf(setting, remarks),
      method: data.method,
      ...metricOf(data.metric, setting, remarks),
      parameters: fitted.parameters,
      ...(seeds === null ? {} : { seeds }),
      ...earlyTerminate(data.early_terminate, remarks),
      ...(data.run_cap === undefined ? {} : { run_cap: data.run_cap }),
    },
    remarks,
  };
}

function readParameters(
  parameters: Data,
  remarks: string[],
  prefix = '',
): { readonly foreign: Foreign[]; readonly seeds: readonly number[] | null } {
  const foreign: Foreign[] = [];
  let seeds: readonly number[] | null = null;
  for (const [key, given] of Object.entries(parameters)) {
    const name = `${prefix}${key}`;
    const entry: Data = isMapping(given) ? given : { value: given };
    if (isMapping(entry.parameters)) {
      const inner = readParameters(entry.parameters, remarks, `${name}.`);
      foreign.push(...inner.foreign);
      seeds ??= inner.seeds;
      continue;
    }
    const values = entry.values ?? (entry.value === undefined ? [] : [entry.value]);
    if (
      /^(random_)?seed$/.test(key) &&
      Array.isArray(values) &&
      values.every(Number.isInteger) &&
      values.length > 0
    ) {
      seeds = values as number[];
      remarks.push(`parameter ${name} is read as seeds: every configuration gets them all`);
      continue;
    }
    const read = entryOf(entry, name, remarks);
    if (read !== null) foreign.push({ name, entry: read });
  }
  return { foreign, seeds };
}

/** What W&B may say of a parameter; bounds are there where the distribution has them. */
interface WandbEntry {
  readonly distribution?: string;
  readonly probabilities?: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mu?: number;
  readonly sigma?: number;
  readonly q?: number;
  readonly value?: unknown;
  readonly values?: unknown;
}

/** One parameter with distributions of ours; null where there is nothing like it. */
function entryOf(entry: Data, name: string, remarks: string[]): Entry | null {
  const { distribution, probabilities, min, max, mu, sigma, q, value, values } =
    entry as unknown as WandbEntry;
  if (probabilities !== undefined)
    remarks.push(`parameters.${name}.probabilities is left out: choices are equally likely`);
  if (value !== undefined) return { value };
  if (values !== undefined) return { values };
  const step = q === undefined ? {} : { q };
  const bounded = (log: boolean, low: number, high: number): Entry => ({
    distribution: `${q === undefined ? '' : 'q_'}${log ? 'log_uniform_values' : 'uniform'}`,
    ...{ min: low, max: high, ...step },
  });
  switch (distribution) {
    case undefined:
    case 'uniform':
    case 'q_uniform':
    case 'int_uniform':
    case 'log_uniform_values':
    case 'q_log_uniform_values':
      return { ...(distribution === undefined ? {} : { distribution }), min, max, ...step };
    case 'log_uniform':
    case 'q_log_uniform':
      remarks.push(
        `parameters.${name}: bounds that were exponents of e are written as the values themselves`,
      );
      return bounded(true, rounded(Math.exp(min)), rounded(Math.exp(max)));
    case 'inv_log_uniform':
    case 'inv_log_uniform_values':
      remarks.push(`parameters.${name}: ${distribution} is read as log_uniform_values`);
      return distribution === 'inv_log_uniform'
        ? bounded(true, rounded(Math.exp(-max)), rounded(Math.exp(-min)))
        : bounded(true, min, max);
    case 'normal':
    case 'q_normal':
    case 'log_normal':
    case 'q_log_normal': {
      const log = /log/.test(distribution);
      const end = (side: number): number => {
        const at = (mu ?? 0) + side * DEVIATIONS * (sigma ?? 1);
        return rounded(log ? Math.exp(at) : at);
      };
      remarks.push(
        `parameters.${name}: ${distribution} is read as a range of ${DEVIATIONS} standard deviations to either side`,
      );
      return bounded(log, end(-1), end(1));
    }
    default:
      remarks.push(`parameter ${name} is left out: there is no distribution like ${distribution}`);
      return null;
  }
}

function earlyTerminate(given: unknown, remarks: string[]): Data {
  if (!isMapping(given)) return {};
  const { strict, ...rest } = given;
  if (strict !== undefined) remarks.push('early_terminate.strict is left out: whatever loses at a rung ends');
  remarks.push(
    'early_terminate: iterations are tasks learnt here; see that min_iter, max_iter and s fit their number',
  );
  return { early_terminate: rest };
}

function isMapping(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
