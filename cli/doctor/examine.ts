import { UserError } from '../../common/errors.ts';
import { examineBackends } from './backends.ts';
import { examineData } from './data.ts';
import { examineDatabase } from './database.ts';
import { examineDevices } from './devices.ts';
import { examineDrift } from './drift.ts';
import type { Examination, Finding } from './finding.types.ts';
import { examineServer } from './server.ts';
import { examineTemporal } from './temporal.ts';

/** Looks at everything, one after the other; what is found is told at once. */
export async function* examine({ quick }: { readonly quick: boolean }): AsyncGenerator<Finding> {
  const examinations: [string, Examination][] = [
    ['devices', examineDevices],
    ...(quick ? [] : ([['backends', examineBackends]] as [string, Examination][])),
    ['temporal', examineTemporal],
    ['database', examineDatabase],
    ['server', examineServer],
    ['database and Temporal', examineDrift],
    ['data', examineData],
  ];
  for (const [subject, examination] of examinations) yield* await examined(subject, examination);
}

/** An examination that fails is a finding too. */
async function examined(subject: string, examination: Examination): Promise<readonly Finding[]> {
  try {
    return await examination();
  } catch (error) {
    const hint = error instanceof UserError ? (error.hint ?? null) : null;
    return [
      { subject, state: 'broken', words: error instanceof Error ? error.message : String(error), hint },
    ];
  }
}
