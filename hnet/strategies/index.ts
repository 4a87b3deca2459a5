import { fineTune } from './fine-tune.ts';
import { fromScratch } from './from-scratch.ts';
import { hnet } from './hnet.ts';
import { hnetEnt } from './hnet-ent.ts';
import type { Strategy } from './strategy.types.ts';

/** Every strategy, in the order of help texts. */
export const STRATEGIES: readonly Strategy[] = [hnet, hnetEnt, fineTune, fromScratch];

/** Their names. */
export const strategyNames: readonly string[] = STRATEGIES.map((strategy) => strategy.name);

/** The strategy of that name. @throws RangeError for an unknown one: names are checked at the border. */
export function strategyByName(name: string): Strategy {
  const strategy = STRATEGIES.find((candidate) => candidate.name === name);
  if (strategy === undefined) throw new RangeError(`unknown strategy ${name}`);
  return strategy;
}
