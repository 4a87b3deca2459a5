/** What sweeps and trials can be found by in Temporal's own pages and `temporal workflow list`. */
import { defineSearchAttributeKey } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';

export const HNET_SWEEP = defineSearchAttributeKey('hnetSweep', 'KEYWORD');
export const HNET_BENCHMARK = defineSearchAttributeKey('hnetBenchmark', 'KEYWORD');
export const HNET_STRATEGY = defineSearchAttributeKey('hnetStrategy', 'KEYWORD');
/** Best objective value so far. */
export const HNET_BEST_VALUE = defineSearchAttributeKey('hnetBestValue', 'DOUBLE');

export const HNET_SEARCH_ATTRIBUTES = [HNET_SWEEP, HNET_BENCHMARK, HNET_STRATEGY, HNET_BEST_VALUE] as const;

/** Where something belongs. */
export function searchAttributes(sweep: {
  readonly sweepId: string;
  readonly benchmark: string;
  readonly strategy: string;
}): SearchAttributePair[] {
  return [
    { key: HNET_SWEEP, value: sweep.sweepId },
    { key: HNET_BENCHMARK, value: sweep.benchmark },
    { key: HNET_STRATEGY, value: sweep.strategy },
  ];
}
