import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { parseDocument } from 'yaml';
import { UserError } from '../../common/errors.ts';
import { prepareDataset } from '../../hnet/index.ts';
import { withDownloadBar } from '../commands/data.ts';

/** The sweep file of the quickstart, beside the package's sources. */
async function packagedFile(): Promise<string> {
  for (const path of ['../../sweeps/quickstart.yaml', '../../../sweeps/quickstart.yaml']) {
    const text = await readFile(fileURLToPath(new URL(path, import.meta.url)), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  throw new UserError('not-found', 'sweeps/quickstart.yaml is missing from this installation');
}

/**
 * The first sweep: on MNIST where it can be had, else, said loudly, on digits that the program draws itself.
 * A corrupt file is an error: it must not be passed over.
 */
export async function quickstartFile(
  report: (line: string) => void,
): Promise<{ text: string; name: string }> {
  const document = parseDocument(await packagedFile());
  try {
    await withDownloadBar((onProgress) => prepareDataset('mnist', { dataDir: null, onProgress }));
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'unavailable') throw error;
    report(
      pc.yellow(
        pc.bold(
          '\n!! MNIST cannot be had here: this sweep runs on DRAWN DIGITS (data: glyphs), not on MNIST.',
        ),
      ),
    );
    report(pc.yellow(`   ${error.message.split('\n').join('\n   ')}`));
    report(pc.yellow(`   ${error.hint}\n`));
    document.setIn(['benchmark', 'data'], 'glyphs');
    document.setIn(['name'], 'quickstart-glyphs');
  }
  return { text: String(document), name: String(document.get('name')) };
}
