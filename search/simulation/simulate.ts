import { countTrial, type Ended, type ImprovementCount } from '../improvement.ts';
import { createPruner, type Pruner } from '../pruners/index.ts';
import { race, seedsEarned, type RaceVerdict } from '../racing.ts';
import { createSampler } from '../samplers/index.ts';
import { mean, standardError } from '../statistics/index.ts';
import type { Assignment, PastTrial } from '../types.ts';
import { Devices, type Job } from './devices.ts';
import type {
  Incumbent,
  SimulatedEnd,
  SimulatedSweep,
  SimulatedTrial,
  Surface,
  Training,
} from './simulation.types.ts';

/** One training of a trial. */
interface Replicate {
  readonly seed: number;
  readonly training: Training;
  /** Stages that it has. */
  done: number;
  job: Job | null;
}

interface Trial {
  readonly number: number;
  readonly assignment: Assignment;
  readonly startedAt: number;
  /** Those that began, in the order of seeds. */
  readonly replicates: Replicate[];
  /** Those of the round that runs: judged and finished together. */
  round: readonly Replicate[];
  /** The last rung that was judged. */
  judged: number;
  /** Objective by seed of the finished replicates. */
  readonly finished: Map<number, number>;
  state: SimulatedTrial['state'] | 'running';
  reason: string | null;
  endedAt: number;
}

/** What every rung has heard from trials, in order. */
type Reports = Map<number, { readonly number: number; readonly value: number }[]>;

/** Proposals in a row that can't be tried, or were: the sampler has nothing new. As many as a real sweep asks for. */
const MOST_REPEATS = 1000;

/**
 * Runs a sweep's own sampler, pruner, race, budget and concurrency against a surface in virtual time: what would it
 * find, when, and at what cost? Trials, rounds of seeds and verdicts are those of the real workflows; machines never
 * fail, and everything that is not training takes no time. Deterministic.
 * @param devices stages that are trained at a time
 * @param possible whether a configuration can be trained and keeps the sweep's constraints; left out: all do
 */
export function simulate(
  sweep: SimulatedSweep,
  surface: Surface,
  devices: number,
  possible: (assignment: Assignment) => boolean = () => true,
): SimulatedEnd {
  const { space, objective, seeds, maxConcurrentTrials } = sweep;
  const racing = sweep.racing ?? null;
  const sign = objective.goal === 'maximize' ? 1 : -1;
  const sampler = createSampler(sweep.method);
  const pruner: Pruner | null = sweep.earlyTerminate ? createPruner(sweep.earlyTerminate) : null;
  const machine = new Devices(devices);
  const trials: Trial[] = [];
  /** Of every trial, by number: renewed when it ends. */
  const history: PastTrial[] = [];
  const tried = new Set<string>();
  const reports: Reports = new Map();
  const incumbents: Incumbent[] = [];
  const enqueued = [...(sweep.enqueue ?? [])];
  let running = 0;
  let draw = 0;
  let ended: string | null = null;
  const matches = { exact: 0, nearest: 0 };
  let skipped = 0;
  const improvement: ImprovementCount = { reference: null, sinceImprovement: 0 };
  // As in a real sweep, samplers are told only of constraints.
  const feasible = (sweep.constraints ?? []).length > 0 ? possible : undefined;

  const valueOf = ({ finished }: Trial): number | null =>
    finished.size === 0 ? null : mean([...finished.values()]);

  function startTrials(): void {
    if (sweep.maxSeconds != null && machine.now >= sweep.maxSeconds) finish('its time is over', true);
    if (sweep.maxDeviceSeconds != null && machine.spent.deviceSeconds >= sweep.maxDeviceSeconds)
      finish('its device time is spent', true);
    while (ended === null && running < maxConcurrentTrials) {
      if (sweep.runCap !== null && trials.length >= sweep.runCap)
        return finish('all trials of run_cap are run');
      const assignment = propose();
      if (assignment === null) return finish('the sampler has nothing new');
      start(assignment);
    }
  }

  function finish(reason: string, spent = false): void {
    if (ended !== null) return;
    ended = reason;
    if (spent && sweep.whenSpent === 'prune')
      for (const trial of trials) if (trial.state === 'running') end(trial, 'pruned', reason);
  }

  function propose(): Assignment | null {
    for (let repeats = 0; repeats < MOST_REPEATS; repeats += 1) {
      const next = enqueued.shift() ?? sampler.suggest(context());
      if (next === 'exhausted') return null;
      const key = JSON.stringify(Object.keys(space).map((name) => next[name] ?? null));
      if (tried.has(key)) continue;
      tried.add(key);
      if (!possible(next)) {
        skipped += 1;
        continue;
      }
      return next;
    }
    return null;
  }

  function context(): Parameters<typeof sampler.suggest>[0] {
    return { space, objective, seed: sweep.searchSeed, number: draw++, history, feasible };
  }

  function past(trial: Trial): PastTrial {
    const { number, assignment, state } = trial;
    const value = valueOf(trial);
    // As the database tells samplers: a trial that lost its race has a value like any other.
    const known = state === 'pruned' && value !== null ? 'complete' : state;
    return { ...ending(trial), number, assignment, state: known, value: state === 'running' ? null : value };
  }

  function ending(trial: Trial): Ended {
    return {
      state: trial.state,
      value: valueOf(trial),
      standardError: standardError([...trial.finished.values()]),
    };
  }

  function start(assignment: Assignment): void {
    matches[surface.match(assignment)] += 1;
    const trial: Trial = {
      ...{ number: trials.length, assignment, startedAt: machine.now, replicates: [], round: [] },
      ...{ judged: 0, finished: new Map<number, number>(), state: 'running', reason: null, endedAt: NaN },
    };
    trials.push(trial);
    history.push(past(trial));
    running += 1;
    startRound(trial, seeds.slice(0, racing?.minSeeds ?? seeds.length));
  }

  function startRound(trial: Trial, some: readonly number[]): void {
    trial.round = some.map((seed): Replicate => ({
      ...{ seed, training: surface.train(trial.assignment, seed), done: 0, job: null },
    }));
    trial.replicates.push(...trial.round);
    for (const replicate of trial.round) advance(trial, replicate);
  }

  function advance(trial: Trial, replicate: Replicate): void {
    if (trial.state !== 'running') return;
    const { training, done } = replicate;
    if (done === surface.tasks) return finishReplicate(trial, replicate);
    replicate.job = machine.train(training.keys[done] ?? null, training.seconds[done]!, () => {
      replicate.job = null;
      if (done === training.values.length) return end(trial, 'diverged', 'the loss left its bounds');
      replicate.done += 1;
      judge(trial);
      advance(trial, replicate);
    });
  }

  /** The pruner's verdict, once all replicates of a round have come to a rung. */
  function judge(trial: Trial): void {
    if (pruner === null) return;
    const rung = Math.min(...trial.round.map(({ done }) => done));
    if (rung <= trial.judged) return;
    trial.judged = rung;
    const at = Array.from({ length: rung }, (_, i) => i);
    const over = (of: 'values' | 'during'): number[] =>
      at.map((i) => mean(trial.round.map(({ training }) => training[of][i]!)));
    const values = over('values');
    const others = reports.get(rung) ?? [];
    const verdict = !pruner.judgesAt(rung, surface.tasks, trial.number)
      ? null
      : pruner.judge({
          ...{ goal: objective.goal, number: trial.number, rungs: surface.tasks },
          ...{ values, during: over('during'), others },
        });
    others.push({ number: trial.number, value: values.at(-1)! });
    reports.set(rung, others);
    if (verdict?.prune) end(trial, 'pruned', verdict.reason);
  }

  function finishReplicate(trial: Trial, { seed, training }: Replicate): void {
    trial.finished.set(seed, training.values.at(-1)!);
    if (trial.finished.size < trial.replicates.length) return;
    const done = trial.finished.size;
    if (done === seeds.length) return end(trial, 'complete', null);
    const { verdict, leader } = raceOf(trial);
    if (verdict.goOn) return startRound(trial, seeds.slice(done, done + seedsEarned(verdict, done)));
    const reason = `after ${done} of ${seeds.length} seeds: trial ${leader!.number} is better (p ${verdict.p.toPrecision(2)})`;
    end(trial, 'pruned', reason);
  }

  /** Whether a trial earns a further seed, and against whom. */
  function raceOf(trial: Trial): { readonly verdict: RaceVerdict; readonly leader: Trial | null } {
    let leader: Trial | null = null;
    for (const other of trials) {
      if (other === trial || other.finished.size < racing!.minSeeds) continue;
      if (other.state !== 'running' && other.state !== 'complete') continue;
      if (leader === null || sign * (valueOf(other)! - valueOf(leader)!) > 0) leader = other;
    }
    return { verdict: race(trial.finished, leader?.finished ?? null, objective.goal, racing!), leader };
  }

  function end(trial: Trial, state: SimulatedTrial['state'], reason: string | null): void {
    if (trial.state !== 'running') return;
    Object.assign(trial, { state, reason, endedAt: machine.now });
    history[trial.number] = past(trial);
    running -= 1;
    for (const { job } of trial.replicates) if (job !== null) machine.drop(job);
    if (state === 'complete') crown(trial);
    const { goal } = objective;
    const stop = countTrial(improvement, ending(trial), goal, sweep.stopWhen?.noImprovement ?? null);
    if (stop !== null) finish(stop, true);
    startTrials();
  }

  function crown(trial: Trial): void {
    const value = valueOf(trial)!;
    const before = incumbents.at(-1);
    if (before !== undefined && sign * (value - before.value) <= 0) return;
    incumbents.push({
      ...{ number: trial.number, value, truth: surface.truth(trial.assignment) },
      ...{ deviceSeconds: machine.spent.deviceSeconds, wallSeconds: machine.now },
    });
  }

  startTrials();
  machine.run();
  return {
    trials: trials.map((trial): SimulatedTrial => ({
      ...{ number: trial.number, assignment: trial.assignment, reason: trial.reason },
      ...{ state: trial.state as SimulatedTrial['state'], value: valueOf(trial) },
      ...{ replicates: trial.finished.size, startedAt: trial.startedAt, endedAt: trial.endedAt },
      stages: trial.replicates.reduce((sum, { done }) => sum + done, 0),
    })),
    incumbents,
    ...{ stages: machine.spent.stages, reusedStages: machine.spent.reused },
    ...{ deviceSeconds: machine.spent.deviceSeconds, savedDeviceSeconds: machine.spent.savedSeconds },
    ...{ wallSeconds: machine.now, skipped, ...matches },
    reason: ended ?? 'nothing was left to do',
  };
}
