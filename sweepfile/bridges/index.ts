/** Other tools' files as sweep files. */
import { stringify } from 'yaml';
import { UserError } from '../../common/errors.ts';
import { readDocument } from '../document.ts';
import type { Converted, Setting } from './bridge.types.ts';
import { fromKatib, isKatib } from './katib.ts';
import { fromOptuna, isOptunaJournal, isSqlite } from './optuna.ts';
import { fromWandb, isWandb } from './wandb.ts';

export type { Converted, Setting } from './bridge.types.ts';

/**
 * A W&B sweep, a Katib Experiment or a study in an Optuna journal as a sweep file; null for what is none of them, such
 * as a sweep file of ours.
 * @param options.study which study of a journal
 * @param options.asked whether the user said that it is another tool's file: W&B's look much like ours
 * @throws UserError where it can't be read
 */
export function convertForeign(
  text: string,
  {
    source,
    study = null,
    asked = true,
    ...setting
  }: Setting & { readonly source: string; readonly study?: string | null; readonly asked?: boolean },
): Converted | null {
  if (isSqlite(text))
    throw new UserError('invalid-input', `${source} is an SQLite database, which takes Optuna to read`, {
      hint: 'optuna.copy_study(from_study_name=..., from_storage="sqlite:///...", to_storage=JournalStorage(JournalFileBackend("study.log"))) makes a journal of it.',
    });
  if (isOptunaJournal(text)) return fromOptuna(text, setting, study);
  const { data } = readDocument(text, source);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const mapping = data as Readonly<Record<string, unknown>>;
  if (isKatib(mapping)) return fromKatib(mapping, setting);
  return isWandb(mapping, asked) ? fromWandb(mapping, setting) : null;
}

/** A converted file as text, its remarks above it as comments. */
export function convertedText({ file, remarks, from }: Converted, to: 'yaml' | 'json'): string {
  if (to === 'json') return `${JSON.stringify(file, null, 2)}\n`;
  const head = [`From ${from}.`, ...remarks].map((remark) => `# ${remark}\n`).join('');
  return `${head}${stringify(file, { lineWidth: 120, flowCollectionPadding: true })}`;
}
