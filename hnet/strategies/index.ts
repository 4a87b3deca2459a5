import { dgr } from './dgr.ts';
import { fineTune } from './fine-tune.ts';
import { fromScratch } from './from-scratch.ts';
import { ewc } from './ewc.ts';
import { experienceReplay } from './experience-replay.ts';
import { joint } from './joint.ts';
import { mas } from './mas.ts';
import { naive } from './naive.ts';
import { onlineEwc } from './online-ewc.ts';
import { pnn } from './pnn.ts';
import { si } from './si.ts';
import { hnetR } from './hnet-r.ts';
import { hnetTir } from './hnet-tir.ts';
import { hnet } from './hnet.ts';
import { hnetEnt } from './hnet-ent.ts';
import type { Strategy } from './strategy.types.ts';

/** Every strategy, in the order of help texts. */
export const STRATEGIES: readonly Strategy[] = [
  hnet,
  hnetEnt,
  hnetTir,
  hnetR,
  dgr,
  fineTune,
  fromScratch,
  naive,
  joint,
  ewc,
  onlineEwc,
  si,
  mas,
  experienceReplay,
  pnn,
];

/** Their names. */
export const strategyNames: readonly string[] = STRATEGIES.map((strategy) => strategy.name);

/** The strategy of that name. @throws RangeError for an unknown one: names are checked at the border. */
export function strategyByName(name: string): Strategy {
  const strategy = STRATEGIES.find((candidate) => candidate.name === name);
  if (strategy === undefined) throw new RangeError(`unknown strategy ${name}`);
  return strategy;
}
