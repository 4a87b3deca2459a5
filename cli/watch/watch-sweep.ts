/** Follows a sweep until it ends: a bar with what is done, and a line whenever a trial ends. */
import { setTimeout as sleep } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { UserError } from '../../common/errors.ts';
import type { Running } from '../../dashboard/server/schemas/running.ts';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import { TERMINAL_SWEEP_STATES } from '../../workflows/types.ts';
import type { ApiClient } from '../client/api-client.ts';
import { formatDuration, formatEstimate } from '../output/format.ts';
import { note } from '../output/print.ts';
import { progressText } from '../output/sweep-table.ts';

export interface WatchOptions {
  /** Ends the watching; the sweep goes on. */
  readonly signal: AbortSignal;
  readonly pollMs?: number;
  /** Whether each line says which sweep it speaks of: where several are watched in turn. */
  readonly named?: boolean;
  /** Whether it may have gone on for a while: what happened until now is told in one line. */
  readonly takenUp?: boolean;
}

/** Seconds between two lines where there is no terminal to draw a bar on. */
const PLAIN_EVERY_S = 15;
/** Answers missed in a row before watching gives up: a server that is started again within this time is met again. */
const MISSES = 60;

/**
 * A sweep that pauses itself needs its user: without a terminal, where nobody may be looking, that ends the watching.
 * @returns the sweep as it ended, or as it was when the watching ended
 */
export async function watchSweep(
  api: ApiClient,
  id: string,
  { signal, pollMs = 1000, named = false, takenUp = false }: WatchOptions,
): Promise<Sweep> {
  let sweep = await api.sweep(id);
  const display = createDisplay(sweep, named ? `${id}: ` : '');
  let lastEvent = takenUp ? await lastEventOf(api, id) : 0;
  if (takenUp && sweep.stagesRecorded > 0) display.say(soFarText(sweep));
  let misses = 0;
  try {
    for (;;) {
      try {
        const { events } = await api.events(id, lastEvent);
        sweep = await api.sweep(id);
        const { stages } = sweep.state === 'running' ? await api.running(id) : { stages: [] };
        misses = 0;
        for (const event of events) {
          lastEvent = event.id;
          display.say(event.message);
        }
        display.show(sweep, stages);
        const waits = sweep.state === 'paused' && !process.stderr.isTTY;
        if ((isOver(sweep) || waits) && events.length === 0) return sweep;
      } catch (error) {
        const away = error instanceof UserError && error.code === 'unavailable';
        misses += 1;
        if (!away || misses > MISSES) throw error;
      }
      if (signal.aborted) return sweep;
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    display.end();
  }
}

/** Whatever was told until now, passed over. */
async function lastEventOf(api: ApiClient, id: string): Promise<number> {
  for (let last = 0; ;) {
    const { events } = await api.events(id, last);
    if (events.length === 0) return last;
    last = events.at(-1)!.id;
  }
}

/** `58 of 80 stages were recorded before, trials 5/8, best …` */
function soFarText(sweep: Sweep): string {
  const planned = stagesPlanned(sweep);
  const of = planned === null ? '' : ` of ${planned}`;
  return `${sweep.stagesRecorded}${of} stages were recorded before, ${stateOf(sweep)}`;
}

function isOver(sweep: Sweep): boolean {
  return (TERMINAL_SWEEP_STATES as readonly string[]).includes(sweep.state);
}

interface Display {
  /** @param running what is trained this moment */
  show(sweep: Sweep, running: Running['stages']): void;
  /** A line above the bar. */
  say(line: string): void;
  end(): void;
}

/** Stages to record, where that can be counted. */
function stagesPlanned({ trialsPlanned, spec }: Sweep): number | null {
  return trialsPlanned === null ? null : trialsPlanned * spec.seeds.length * spec.benchmark.tasks;
}

/** @param about what every line begins with */
function createDisplay(sweep: Sweep, about: string): Display {
  const planned = stagesPlanned(sweep);
  return process.stderr.isTTY && planned !== null ? barDisplay(planned, about) : plainDisplay(planned, about);
}

function stateOf(sweep: Sweep): string {
  const { best, spec } = sweep;
  const leader =
    best === null ? '' : `, best ${formatEstimate(spec.objective.name, best.value, best.standardError)}`;
  const state = sweep.state === 'running' ? '' : `${sweep.state}, `;
  return `${state}trials ${progressText(sweep)}${leader}`;
}

/** How long it has gone on since it was submitted, whoever watched: one taken up again goes on counting. */
function timeOf({ createdAt, endedAt }: Sweep): string {
  const end = endedAt === null ? Date.now() : Date.parse(endedAt);
  return formatDuration(Math.max(0, end - Date.parse(createdAt)) / 1000);
}

/** Stages that are trained now, in parts of one. */
function begunOf(running: Running['stages']): number {
  return running.reduce(
    (sum, { progress }) => sum + (progress === null ? 0 : progress.iteration / progress.of),
    0,
  );
}

/** ` (trial 3 seed 1: task 2, 812/2000)`: the first stage that is trained now. */
function nowText(running: Running['stages']): string {
  const stage = running.find(({ state, progress }) => state === 'training' && progress !== null);
  if (!stage?.progress) return '';
  const { seed, task, iteration, of } = stage.progress;
  return ` (trial ${stage.trial} seed ${seed}: task ${task + 1}, ${iteration}/${of})`;
}

function barDisplay(planned: number, about: string): Display {
  const bar = new cliProgress.MultiBar(
    {
      format: `${about}{bar} {done}/{total} stages, {state}, {time}`,
      barCompleteChar: '━',
      barIncompleteChar: '─',
      barsize: 24,
      hideCursor: true,
      stream: process.stderr,
      autopadding: false,
    },
    cliProgress.Presets.shades_classic,
  );
  const line = bar.create(planned, 0, { done: 0, state: '', time: '' });
  return {
    show: (sweep, running) =>
      line.update(sweep.stagesRecorded + begunOf(running), {
        done: sweep.stagesRecorded,
        state: stateOf(sweep),
        time: timeOf(sweep),
      }),
    say: (text) => bar.log(`${about}${text}\n`),
    end: () => bar.stop(),
  };
}

function plainDisplay(planned: number | null, about: string): Display {
  let said = 0;
  let last = '';
  return {
    show(sweep, running) {
      if (Date.now() - said < PLAIN_EVERY_S * 1000 && !isOver(sweep)) return;
      said = Date.now();
      const of = planned === null ? '' : `/${planned}`;
      const line = `${about}${sweep.stagesRecorded}${of} stages${nowText(running)}, ${stateOf(sweep)}, ${timeOf(sweep)}`;
      if (line !== last) note(line);
      last = line;
    },
    say: (text) => note(`${about}${text}`),
    end: () => undefined,
  };
}
