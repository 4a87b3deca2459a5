import { unreadBy } from '../influence.ts';
import type { BenchmarkSpec, Configuration } from '../../types.ts';

/** What only samples of former tasks are touched by: nothing before task 1. */
const REHEARSAL = [
  'replay_weighting',
  'replay_weight',
  'replay_targets',
  'distillation_temperature',
  'replay_new_outputs',
];
/** What only regularisers read. */
const REGULARISERS = ['beta', 'replay_beta', 'mask_regulariser'];
/** What only regularisers read, whichever of the two hypernetworks they are of. */
const REGULARISATION = ['lookahead', 'regularised_tasks', 'regulariser_targets'];

/** A configuration of a strategy with replay less what no stage up to `task` reads, for a stage's content address. */
export function replayInfluence(
  configuration: Configuration,
  task: number,
  { scenario }: BenchmarkSpec,
): Configuration {
  const unread = new Set<string>(unreadBy(configuration));
  const drop = (names: readonly string[]): void => names.forEach((name) => unread.add(name));
  if (configuration.chunked === false) drop(['chunk_size', 'chunk_embedding_size']);
  if (task === 0) drop([...REHEARSAL, ...REGULARISERS, ...REGULARISATION]);
  if (configuration.replay_weighting === 'by_tasks') drop(['replay_weight']);
  if (configuration.replay_targets === 'hard') drop(['distillation_temperature']);
  if (configuration.replay_targets === 'hard' || scenario !== 'CL3') drop(['replay_new_outputs']);
  const read = Object.fromEntries(Object.entries(configuration).filter(([name]) => !unread.has(name)));
  // K tasks of no more than K are all of them.
  const k = read.regularised_tasks;
  const all = typeof k === 'number' && k >= task;
  return all ? { ...read, regularised_tasks: -1 } : read;
}
