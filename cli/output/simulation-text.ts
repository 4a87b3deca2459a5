import pc from 'picocolors';
import { secondsToReach, type SimulatedEnd, type Surface } from '../../search/simulation/index.ts';
import { formatDuration, formatEstimate, formatMetric, formatValue, isShare } from './format.ts';
import { renderTable } from './table.ts';

/** So near to the best there is a value counts as found: half a point of a share, a tenth of an error. */
function nearness({ objective, best }: Surface): { readonly margin: number; readonly words: string } {
  return isShare(objective.name)
    ? { margin: 0.005, words: 'half a point' }
    : { margin: 0.1 * Math.abs(best), words: 'a tenth' };
}

/** What a simulated sweep came to: cost, what was pruned, and how the best found grew with what was spent. */
export function simulationText(end: SimulatedEnd, surface: Surface, everyTrial: boolean): string {
  const { name, goal } = surface.objective;
  const { margin, words } = nearness(surface);
  const counts = ['complete', 'pruned', 'diverged'].flatMap((state) => {
    const count = end.trials.filter((trial) => trial.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  const reached = secondsToReach(end, surface, margin);
  const lines = [
    `${pc.bold(`${end.trials.length} trials`)} (${counts.join(', ')}) on ${surface.name}: ${end.reason}`,
    `  ${formatDuration(end.deviceSeconds)} of device time, ${formatDuration(end.wallSeconds)} by the clock`,
    `  ${end.reusedStages} of ${end.stages} stages reused, ${formatDuration(end.savedDeviceSeconds)} saved`,
    ...(end.skipped === 0
      ? []
      : [`  ${end.skipped} proposals skipped: they break a constraint or can't be trained`]),
    ...(end.nearest === 0
      ? []
      : [
          `  ${end.nearest} of ${end.exact + end.nearest} configurations stand for their nearest recorded one`,
        ]),
    reached === null
      ? `  never within ${words} of the best there is, ${formatMetric(name, surface.best)}`
      : `  within ${words} of the best there is, ${formatMetric(name, surface.best)}, after ${formatDuration(reached.deviceSeconds)} of device time, ${formatDuration(reached.wallSeconds)} by the clock`,
  ];
  const grown = renderTable(
    [
      'best',
      name,
      'truly',
      goal === 'maximize' ? 'below the best' : 'above the best',
      'device time',
      'by the clock',
    ],
    end.incumbents.map(({ number, value, truth, deviceSeconds, wallSeconds }) => [
      `#${number}`,
      formatMetric(name, value),
      formatMetric(name, truth),
      formatMetric(name, Math.abs(surface.best - truth)),
      formatDuration(deviceSeconds),
      formatDuration(wallSeconds),
    ]),
  );
  const parts = [lines.join('\n'), ...(end.incumbents.length === 0 ? [] : [grown])];
  const pruned = end.trials.filter(({ state }) => state === 'pruned');
  if (everyTrial) parts.push(trialTable(end, surface));
  else if (pruned.length > 0)
    parts.push(`Pruned, the first: #${pruned[0]!.number} ${pruned[0]!.reason ?? ''} (--trials lists all)`);
  return parts.join('\n\n');
}

function trialTable(end: SimulatedEnd, { objective }: Surface): string {
  const names = Object.keys(end.trials[0]?.assignment ?? {});
  return renderTable(
    ['trial', 'state', objective.name, 'seeds', 'stages', ...names, ''],
    end.trials.map((trial) => [
      `#${trial.number}`,
      trial.state,
      formatEstimate(objective.name, trial.value, null),
      String(trial.replicates),
      String(trial.stages),
      ...names.map((name) => formatValue(trial.assignment[name])),
      trial.reason ?? '',
    ]),
  );
}
