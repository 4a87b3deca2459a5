import cliProgress from 'cli-progress';
import { Argument } from 'commander';
import type { Command } from 'commander';
import { datasetNames, prepareDataset } from '../../hnet/benchmarks/datasets/prepare.ts';
import type { DatasetName } from '../../hnet/benchmarks/datasets/prepare.ts';
import { printResult } from '../output/print.ts';

/** `hnet-sweep data get NAME` */
export function addData(program: Command): void {
  program
    .command('data')
    .description('data sets')
    .command('get')
    .description('fetch a data set into the cache, or check the one that is here')
    .addArgument(new Argument('<name>', 'of the data set').choices([...datasetNames]))
    .option('--dir <folder>', 'a folder that has it (default: HNET_DATA_DIR, else the cache)')
    .option('--json', 'print one JSON document')
    .action(async (name: DatasetName, options: { dir?: string; json?: boolean }) => {
      const { images } = await withDownloadBar((onProgress) =>
        prepareDataset(name, { dataDir: options.dir ?? null, onProgress }),
      );
      printResult(
        options.json ?? false,
        { name, images },
        () => `${name}: ${images.toLocaleString('en-US')} images, checksums right`,
      );
    });
}

type OnProgress = NonNullable<Parameters<typeof prepareDataset>[1]['onProgress']>;

/** Shows downloads while they run. */
export async function withDownloadBar<T>(work: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  let bar: cliProgress.SingleBar | null = null;
  let shown = '';
  try {
    return await work(({ file, bytes, of }) => {
      if (!process.stderr.isTTY) return;
      if (file !== shown) {
        bar?.stop();
        bar = new cliProgress.SingleBar(
          { format: `${file} {bar} {percentage} %`, barsize: 24, stream: process.stderr },
          cliProgress.Presets.shades_classic,
        );
        bar.start(of ?? bytes, 0);
        shown = file;
      }
      bar?.update(bytes);
    });
  } finally {
    (bar as cliProgress.SingleBar | null)?.stop();
  }
}
