/** Pruners by their settings. */
import { halvingPruner } from './halving.ts';
import { hyperbandPruner } from './hyperband.ts';
import { patiencePruner } from './patience.ts';
import { percentilePruner } from './percentile.ts';
import type { Pruner, PrunerSettings } from './pruner.types.ts';
import { thresholdPruner } from './threshold.ts';

export type { Pruner, PrunerSettings, RungContext, RungReport, Verdict } from './pruner.types.ts';

/** What `early_terminate.type` may be. */
export const prunerNames = ['median', 'percentile', 'threshold', 'patience', 'asha', 'hyperband'] as const;

/** The pruner with these settings. */
export function createPruner(settings: PrunerSettings): Pruner {
  switch (settings.type) {
    case 'median':
    case 'percentile':
      return percentilePruner(settings);
    case 'threshold':
      return thresholdPruner(settings);
    case 'patience':
      return patiencePruner(settings, settings.wrapped === null ? null : createPruner(settings.wrapped));
    case 'asha':
      return halvingPruner(settings);
    case 'hyperband':
      return hyperbandPruner(settings);
  }
}
