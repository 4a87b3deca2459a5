/** What the sweep ranks by. */
import { closest } from '../common/closest.ts';
import type { BenchmarkSpec } from '../hnet/types.ts';
import { samplers } from '../search/samplers/index.ts';
import type { Objective } from '../search/types.ts';
import type { Catalogue, MetricChoice } from './catalogue.ts';
import { shown, type Fault } from './fault.ts';
import type { SweepFile } from './sweep.schema.ts';

/** The objective, with remarks about it, or the fault that leaves none. */
export interface ReadObjective {
  readonly objective: Objective | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/**
 * Reads `metric`. Left out, it is the benchmark's first metric: on validation data, or on the test set of a benchmark
 * that holds nothing out. Ranking by a test metric selects on test data, which is said aloud.
 */
export function readObjective(
  metric: SweepFile['metric'],
  benchmark: BenchmarkSpec,
  catalogue: Catalogue,
  strategy?: string,
): ReadObjective {
  const choices = catalogue.metrics(benchmark, strategy);
  const given = typeof metric === 'string' ? { name: metric } : metric;
  const name = given?.name ?? choices[0]!.name;
  const known = choices.find((choice) => choice.name === name);
  if (known === undefined) {
    const path = typeof metric === 'string' ? ['metric'] : ['metric', 'name'];
    return {
      objective: null,
      faults: [{ path, given: shown(name), allowed: allowed(name, benchmark, choices) }],
      warnings: [],
    };
  }
  const goal = given?.goal === undefined ? known.goal : LONG_GOALS[given.goal];
  const warnings: string[] = [];
  if (goal !== known.goal)
    warnings.push(
      `metric: ${name} is better when ${known.goal === 'maximize' ? 'higher' : 'lower'}, but the goal is to ${goal} it`,
    );
  if (name.startsWith('test_'))
    warnings.push(
      `metric: ranking by ${name} selects on test data, so the best trial's value is too good to be reported` +
        (benchmark.validation === 0 ? '; benchmark.validation > 0 holds out training data to rank by' : ''),
    );
  return { objective: { name, goal }, faults: [], warnings };
}

/** What configurations cost, for sweeps that weigh it against what they achieve; smaller is better. */
const COSTS: readonly MetricChoice[] = [
  { name: 'compression_ratio', goal: 'minimize' },
  { name: 'device_seconds', goal: 'minimize' },
];

/** Several objectives, or none where the file has one. */
export interface ReadObjectives {
  readonly objectives: readonly Objective[] | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

/** Reads `metrics`: two or three different ones, the first of which is what pages and tables rank by. */
export function readObjectives(
  { metric, metrics, method }: Pick<Partial<SweepFile>, 'metric' | 'metrics' | 'method'>,
  benchmark: BenchmarkSpec,
  catalogue: Catalogue,
  strategy?: string,
): ReadObjectives {
  if (metrics === undefined) return { objectives: null, faults: [], warnings: [] };
  const faults: Fault[] = [];
  if (metric !== undefined)
    faults.push({ path: ['metric'], given: shown(metric), allowed: 'nothing beside metrics' });
  const searches = samplers().filter(({ multiObjective }) => multiObjective === true);
  if (method !== undefined && !searches.some(({ name }) => name === method))
    faults.push({
      path: ['method'],
      given: method,
      allowed: `${searches.map(({ name }) => name).join(', ')}, with metrics`,
    });
  const wider: Catalogue = {
    ...catalogue,
    metrics: (spec, of) => [...catalogue.metrics(spec, of), ...COSTS],
  };
  const read = metrics.map((one) => readObjective(one, benchmark, wider, strategy));
  read.forEach(({ objective, faults: found }, i) => {
    faults.push(...found.map((fault): Fault => ({ ...fault, path: ['metrics', i, ...fault.path.slice(1)] })));
    const first = read.findIndex((other) => other.objective?.name === objective?.name);
    if (objective !== null && first < i)
      faults.push({ path: ['metrics', i], given: objective.name, allowed: 'each metric once' });
  });
  // A trial's value, by which lists and tables rank, is the first metric of its trainings; their cost is none of those.
  if (read[0]?.objective?.name === 'device_seconds')
    faults.push({
      path: ['metrics', 0],
      given: 'device_seconds',
      allowed: 'any other metric first, since trials are listed by it; device_seconds after it',
    });
  const objectives = read.flatMap(({ objective }) => objective ?? []);
  return {
    objectives: faults.length > 0 ? null : objectives,
    faults,
    warnings: read.flatMap(({ warnings }) => warnings.map((text) => text.replace(/^metric:/, 'metrics:'))),
  };
}

const LONG_GOALS = { maximize: 'maximize', minimize: 'minimize', max: 'maximize', min: 'minimize' } as const;

function allowed(
  name: string,
  benchmark: BenchmarkSpec,
  choices: readonly { readonly name: string }[],
): string {
  const names = choices.map((choice) => choice.name);
  const list = `one of ${names.join(', ')}`;
  if (name.startsWith('val_') && benchmark.validation === 0)
    return `${list} (benchmark.validation is 0, so nothing is held out for val_ metrics)`;
  const near = closest(name, names);
  return near === null ? list : `${list}; did you mean ${near}?`;
}
