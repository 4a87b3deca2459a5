import { uniformStream } from '../../search/random.ts';
import { createSampler } from '../../search/samplers/index.ts';
import { decode, freeParameters } from '../../search/space/index.ts';
import type { PastTrial } from '../../search/types.ts';
import { median } from '../step/median.ts';
import { OPTUNAS } from './contender.ts';
import { FUNCTIONS } from './functions.ts';
import type { OptunaProcess } from './optuna.ts';

/** Seconds of one suggestion, medians of those timed. */
export interface TimingFigure {
  readonly function: string;
  readonly trials: number;
  readonly contender: string;
  /** By the clock. */
  readonly seconds: number;
  /** Of the processor, garbage collection included: what a busy machine does not stretch. */
  readonly cpuSeconds: number;
}

export const COUNTS = [100, 1000, 10_000] as const;
/** Enough for compilers that compile as they go. */
const WARM_UP = 20;
const TIMES = 11;

/** Times suggestions after so many finished trials, the same drawn at random for all; ours, then Optuna's at once after. */
export async function timeFunction(
  name: string,
  trials: number,
  samplers: readonly string[],
  optuna: OptunaProcess | null,
): Promise<readonly TimingFigure[]> {
  const history = finished(name, trials);
  const figures = samplers.map((sampler): TimingFigure => ({
    ...{ function: name, trials, contender: sampler },
    ...medians(timeOurs(name, sampler, history)),
  }));
  if (optuna === null) return figures;
  const { space } = FUNCTIONS[name]!;
  for (const sampler of samplers.filter((s) => OPTUNAS.includes(s))) {
    await optuna.request({ do: 'new', sampler, seed: 1, space });
    await optuna.request({ do: 'load', trials: history.map(({ assignment, value }) => [assignment, value]) });
    const { times } = await optuna.request({ do: 'time', times: WARM_UP + TIMES });
    figures.push({
      ...{ function: name, trials, contender: `optuna ${sampler}` },
      ...medians(times as Times),
    });
  }
  return figures;
}

/** Trials that a random search made. */
function finished(name: string, trials: number): PastTrial[] {
  const { space, evaluate } = FUNCTIONS[name]!;
  const names = freeParameters(space);
  return Array.from({ length: trials }, (_, number): PastTrial => {
    const uniform = uniformStream(1, number);
    const assignment = decode(
      space,
      names.map(() => uniform()),
    );
    return { number, assignment, state: 'complete', value: evaluate(assignment) };
  });
}

/** Of each suggestion, seconds by the clock and of the processor. */
type Times = readonly (readonly [clock: number, cpu: number])[];

function medians(times: Times): Pick<TimingFigure, 'seconds' | 'cpuSeconds'> {
  const timed = times.slice(WARM_UP);
  return { seconds: median(timed.map(([clock]) => clock)), cpuSeconds: median(timed.map(([, cpu]) => cpu)) };
}

function timeOurs(name: string, sampler: string, history: readonly PastTrial[]): Times {
  const { space } = FUNCTIONS[name]!;
  const ours = createSampler(sampler);
  const objective = { name: 'f', goal: 'minimize' } as const;
  return Array.from({ length: WARM_UP + TIMES }, (_, i) => {
    const cpu = process.cpuUsage();
    const clock = performance.now();
    ours.suggest({ space, objective, seed: 1, number: history.length + i, history });
    const { user, system } = process.cpuUsage(cpu);
    return [(performance.now() - clock) / 1000, (user + system) / 1e6] as const;
  });
}
