import { closest } from '../../common/closest.ts';
import type { Hyperparameter } from '../../hnet/configuration/hyperparameter.types.ts';
import { canonicalKey } from '../aliases.ts';
import type { Entry } from './bridge.types.ts';

/** Names that other people's programs have for the same hyperparameters. */
const NAMES: Readonly<Record<string, string>> = {
  ...{
    lr: 'learning_rate',
    learningrate: 'learning_rate',
    adam_lr: 'learning_rate',
    emb_lr: 'embedding_learning_rate',
  },
  ...{ bs: 'batch_size', batchsize: 'batch_size', n_iter: 'iterations', num_iterations: 'iterations' },
  ...{
    emb_size: 'task_embedding_size',
    temb_size: 'task_embedding_size',
    embedding_size: 'task_embedding_size',
  },
  ...{ hnet_arch: 'hidden_layers', hyper_chunks: 'chunk_size', cemb_size: 'chunk_embedding_size' },
  ...{ hnet_act: 'activation', net_act: 'target_activation', mlp_arch: 'target_layers', optim: 'optimizer' },
  ...{ std_normal_temb: 'task_embedding_std', std_normal_emb: 'chunk_embedding_std' },
};

/** A parameter as another tool names it. */
export interface Foreign {
  readonly name: string;
  readonly entry: Entry;
}

/** Those that a strategy has, under our names; a remark for every other one and every change of a name. */
export function fitParameters(
  foreign: readonly Foreign[],
  hyperparameters: readonly Hyperparameter[],
): { readonly parameters: Readonly<Record<string, Entry>>; readonly remarks: readonly string[] } {
  const parameters: Record<string, Entry> = {};
  const remarks: string[] = [];
  const known = hyperparameters.map(({ name }) => name);
  for (const { name, entry } of foreign) {
    const plain = canonicalKey(name.replace(/^-+/, '')).replaceAll('-', '_');
    const leaf = plain.split('.').at(-1)!;
    const ours = [plain, leaf, NAMES[leaf] ?? ''].find((candidate) => known.includes(candidate));
    if (ours === undefined) {
      const near = closest(leaf, known);
      remarks.push(
        `parameter ${name} is left out: no hyperparameter of the strategy${near === null ? '' : ` (did you mean ${near}?)`}`,
      );
      continue;
    }
    if (Object.hasOwn(parameters, ours)) {
      remarks.push(`parameter ${name} is left out: ${ours} is there already`);
      continue;
    }
    if (ours !== name) remarks.push(`parameter ${name} is read as ${ours}`);
    const { domain } = hyperparameters.find((one) => one.name === ours)!;
    parameters[ours] = domain.kind === 'integer' ? wholeBounds(entry, ours, remarks) : entry;
  }
  return { parameters, remarks };
}

/** A range whose bounds are whole numbers, as those of a whole-number hyperparameter have to be. */
function wholeBounds(entry: Entry, name: string, remarks: string[]): Entry {
  const { min, max } = entry;
  if (typeof min !== 'number' || typeof max !== 'number') return entry;
  if (Number.isInteger(min) && Number.isInteger(max)) return entry;
  remarks.push(`parameters.${name}: bounds are rounded to whole numbers`);
  return { ...entry, min: Math.ceil(min), max: Math.floor(max) };
}

/** Text that is a number, or a list, or true or false, as that; any other value as it is. */
export function untexted(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text !== '' && Number.isFinite(Number(text))) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (!/^\[[\d\s,]*\]$/.test(text)) return value;
  return JSON.parse(text) as unknown;
}

/** A name that a sweep may have, made of any text. */
export function sweepName(text: unknown, otherwise: string): string {
  const name = (typeof text === 'string' ? text : '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64);
  return name === '' ? otherwise : name;
}
