/** Sweeps and trials as tables for people. */
import pc from 'picocolors';
import type { Best } from '../../dashboard/server/schemas/best.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import type { Trial } from '../../dashboard/server/schemas/trial.ts';
import { describeControl } from '../../sweepfile/describe-control.ts';
import { formatDuration, formatEstimate, formatValue } from './format.ts';
import { renderTable } from './table.ts';

/** How far a sweep is: `12 of 40`, with what went wrong named. */
export function progressText({ counts, trialsPlanned }: Pick<Sweep, 'counts' | 'trialsPlanned'>): string {
  const of = (state: keyof typeof counts): number => counts[state] ?? 0;
  const done = of('complete') + of('pruned') + of('diverged') + of('failed') + of('cancelled');
  const troubles = (['pruned', 'diverged', 'failed', 'cancelled'] as const)
    .filter((state) => of(state) > 0)
    .map((state) => `${of(state)} ${state}`);
  const planned = trialsPlanned === null ? '' : ` of ${trialsPlanned}`;
  return `${done}${planned}${troubles.length === 0 ? '' : ` (${troubles.join(', ')})`}`;
}

/** One line a sweep, newest first. */
export function sweepsTable(sweeps: readonly Sweep[]): string {
  if (sweeps.length === 0) return 'no sweeps yet: hnet-sweep submit sweeps/quickstart.yaml';
  return renderTable(
    ['sweep', 'state', 'trials', 'strategy', 'benchmark', 'objective', 'best', 'device time', 'created'],
    sweeps.map((sweep) => [
      sweep.id,
      colouredState(sweep.state),
      progressText(sweep),
      sweep.spec.strategy,
      sweep.spec.benchmark.name,
      objectivesOf(sweep)
        .map(({ name }) => name)
        .join(', '),
      sweep.best === null
        ? '–'
        : formatEstimate(sweep.spec.objective.name, sweep.best.value, sweep.best.standardError),
      formatDuration(sweep.deviceSeconds),
      sweep.createdAt.slice(0, 16).replace('T', ' '),
    ]),
  );
}

/** All of them, the one it ranks by first. */
function objectivesOf({ spec }: Sweep): readonly Sweep['spec']['objective'][] {
  return spec.objectives ?? [spec.objective];
}

/**
 * Everything about one sweep that fits a screen.
 * @param front what nothing dominates, of a sweep with several objectives where it was asked for
 */
export function sweepText(sweep: Sweep, front: Best['front'] = null): string {
  const { spec } = sweep;
  const stages =
    sweep.stagesReused === 0
      ? `${sweep.stagesRecorded} recorded`
      : `${sweep.stagesReused} of ${sweep.stagesRecorded} reused, ${formatDuration(sweep.savedDeviceSeconds)} of device time saved`;
  const lines: [string, string][] = [
    ['sweep', `${pc.bold(sweep.id)}  ${stateText(sweep)}`],
    [
      'search',
      `${spec.strategy} on ${spec.benchmark.name} (${spec.benchmark.scenario}), ${spec.method}, seeds ${spec.seeds.join(', ')}`,
    ],
    [
      'objective',
      objectivesOf(sweep)
        .map(({ goal, name }) => `${goal} ${name}`)
        .join(', '),
    ],
    // The words of a dry run: what was asked for before the start is what is shown after it.
    ...describeControl(spec).map((phrase, i): [string, string] => [i === 0 ? 'spending' : '', phrase]),
    ['trials', `${progressText(sweep)}, at most ${spec.maxConcurrentTrials} at once`],
    ['stages', stages],
    ['device time', formatDuration(sweep.deviceSeconds)],
    ...bestLines(sweep, front),
  ];
  return lines.map(([name, value]) => `${pc.dim(name.padEnd(12))} ${value}`).join('\n');
}

/** `paused: by request`; what is on its way to an end says that instead of `running`. */
function stateText({ state, reason }: Sweep): string {
  if (reason === null) return colouredState(state);
  const [, ending, how] = /^(cancelling|stopping)(: .*)$/.exec(reason) ?? [];
  return ending === undefined ? `${colouredState(state)}: ${reason}` : `${pc.yellow(ending)}${how}`;
}

/** The leader; of several objectives the leader in each, and how many trials nothing dominates. */
function bestLines(sweep: Sweep, front: Best['front']): [string, string][] {
  const { best, spec } = sweep;
  const leader =
    best && `trial ${best.number}: ${formatEstimate(spec.objective.name, best.value, best.standardError)}`;
  if (spec.objectives === undefined) return [['best', leader ?? '–']];
  const more = `hnet-sweep best ${sweep.id}`;
  if (front === null || front.trials.length === 0)
    return [
      [
        'best',
        leader === null ? '–' : `${leader} by ${spec.objective.name} alone; ${more} shows the Pareto front`,
      ],
    ];
  return [
    [
      'Pareto front',
      `${front.trials.length} trials, hypervolume ${front.hypervolume.toPrecision(4)} (${more})`,
    ],
    ...front.objectives.map(({ name, goal }, i): [string, string] => {
      const sign = goal === 'maximize' ? -1 : 1;
      const { trial, values } = [...front.trials].sort((a, b) => sign * (a.values[i]! - b.values[i]!))[0]!;
      const standardError = i === 0 ? trial.standardError : null;
      return [
        i === 0 ? 'best' : '',
        `${name}: trial ${trial.number}, ${formatEstimate(name, values[i]!, standardError)}`,
      ];
    }),
  ];
}

/** One line a trial. */
export function trialsTable(trials: readonly Trial[], objective: string): string {
  if (trials.length === 0) return 'no trials match';
  const parameters = [...new Set(trials.flatMap((trial) => Object.keys(trial.assignment)))];
  return renderTable(
    ['trial', 'state', ...parameters, objective, 'seeds', 'stages', 'device time'],
    trials.map((trial) => [
      String(trial.number),
      colouredState(trial.state),
      ...parameters.map((name) => formatValue(trial.assignment[name] ?? '–')),
      formatEstimate(objective, trial.value, trial.standardError),
      String(trial.replicatesDone),
      String(trial.stagesDone),
      formatDuration(trial.deviceSeconds),
    ]),
  );
}

/**
 * The leaders with how sure one can be of their order, and the sentence that says it.
 * @param searched what the sweep varies: shown even where all leaders agree in it
 */
export function bestText(best: Best, searched: readonly string[] = []): string {
  // A server of an earlier version says nothing of fronts.
  const { front } = best as Partial<Best>;
  const leaders = leadersText(best, searched);
  return front ? `${frontText(front)}\n\n${leaders}` : leaders;
}

/** What nothing dominates, of a sweep with several objectives. */
function frontText({ objectives, trials, hypervolume }: NonNullable<Best['front']>): string {
  if (trials.length === 0) return 'no complete trial with all objectives yet';
  const parameters = [...new Set(trials.flatMap(({ trial }) => Object.keys(trial.assignment)))];
  const table = renderTable(
    ['trial', ...parameters, ...objectives.map(({ name }) => name)],
    trials.map(({ trial, values }) => [
      String(trial.number),
      ...parameters.map((name) => formatValue(trial.assignment[name] ?? '–')),
      ...values.map((value) => String(Number(value.toPrecision(4)))),
    ]),
  );
  const goals = objectives.map(({ name, goal }) => `${goal} ${name}`).join(', ');
  return `Pareto front (${goals}): ${trials.length} trials that no other is better than in everything\n${table}\nhypervolume ${hypervolume.toPrecision(4)}`;
}

function leadersText(best: Best, searched: readonly string[]): string {
  const { candidates, objective } = best;
  if (candidates.length === 0) return best.verdict;
  const all = [...new Set(candidates.flatMap(({ trial }) => Object.keys(trial.assignment)))];
  // What is the same for all says nothing about which is best.
  const varied = all.filter(
    (name) =>
      searched.includes(name) ||
      new Set(candidates.map(({ trial }) => JSON.stringify(trial.assignment[name]))).size > 1,
  );
  const parameters = varied.length > 0 ? varied : all;
  const confirmed = candidates.some((candidate) => candidate.confirmed !== null);
  const counterpart = candidates.find((candidate) => candidate.test !== null)?.test?.name ?? null;
  const table = renderTable(
    [
      '',
      'trial',
      ...parameters,
      objective.name,
      'seeds',
      'p',
      ...(confirmed ? ['confirmed', 'fresh seeds'] : []),
      ...(counterpart === null ? [] : [counterpart]),
    ],
    candidates.map((candidate) => [
      candidate.indistinguishable ? pc.green('●') : ' ',
      String(candidate.trial.number),
      ...parameters.map((name) => formatValue(candidate.trial.assignment[name] ?? '–')),
      formatEstimate(objective.name, candidate.trial.value, candidate.trial.standardError),
      String(candidate.trial.replicatesDone),
      candidate.pValue === null ? '–' : candidate.pValue.toPrecision(2),
      ...(confirmed
        ? [
            formatEstimate(
              objective.name,
              candidate.confirmed?.value ?? null,
              candidate.confirmed?.standardError ?? null,
            ),
            String(candidate.confirmed?.seeds ?? '–'),
          ]
        : []),
      ...(counterpart === null
        ? []
        : [
            candidate.test === null
              ? '–'
              : formatEstimate(counterpart, candidate.test.value, candidate.test.standardError),
          ]),
    ]),
  );
  // A server of an earlier version says nothing of more.
  const more = (best as Partial<Best>).more ? '\nmore complete trials follow: -k says how many to show' : '';
  return `${table}${more}\n\n${best.verdict}`;
}

const COLOURS: Readonly<Record<string, (text: string) => string>> = {
  running: pc.cyan,
  paused: pc.yellow,
  complete: pc.green,
  finished: pc.green,
  failed: pc.red,
  diverged: pc.red,
  cancelled: pc.dim,
  stopped: pc.dim,
  pruned: pc.dim,
};

function colouredState(state: string): string {
  return (COLOURS[state] ?? String)(state);
}
