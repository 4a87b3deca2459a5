import { resolve } from 'node:path';
import type { Command } from 'commander';
import { slotsText } from '../../workers/devices/plan-slots.ts';
import { stateFolder } from '../local/folder.ts';
import { onInterruption } from '../local/interruption.ts';
import { createLog } from '../local/log.ts';
import { packSetting, wholeNumber } from '../options.ts';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';

interface Options {
  readonly slots?: number;
  readonly pack: PackSetting;
  readonly checkpoints?: string;
  readonly temporalAddress?: string;
  readonly dataDir?: string;
}

/** `hnet-sweep worker`: adds this machine's devices. */
export function addWorker(program: Command): void {
  program
    .command('worker')
    .description("train on this machine's devices, for the sweeps of a Temporal server")
    .option('--slots <n>', 'training processes on each device', wholeNumber('--slots', 1, 256))
    .option(
      '--pack <auto|off|n>',
      'train configurations of the same shapes together in one slot: where it pays, never, at most n',
      packSetting,
      'auto' as const,
    )
    .option(
      '--checkpoints <folder>',
      'where stages checkpoint; the same for all workers, e.g. a network file system',
    )
    .option('--temporal-address <host:port>', 'of the Temporal server (default: TEMPORAL_ADDRESS)')
    .option('--data-dir <folder>', 'of data sets (default: HNET_DATA_DIR, else the cache)')
    .addHelpText(
      'after',
      `
A worker needs Temporal, the checkpoints and the data sets (downloaded where they may be), nothing else: no database,
no open port. NVIDIA GPUs are found by
themselves, CUDA_VISIBLE_DEVICES narrows them down. SIGTERM lets running stages checkpoint; others go on with them.`,
    )
    .action(async (options: Options) => {
      const { openTemporal } = await import('../stack/temporal.ts');
      const { startTrainer } = await import('../stack/trainer.ts');
      const checkpoints = options.checkpoints ?? stateFolder().checkpoints;
      const interruption = onInterruption('ending; running stages checkpoint');
      const log = createLog(null);
      const temporal = await openTemporal(log, options.temporalAddress);
      try {
        const trainer = await startTrainer({
          native: temporal.native,
          namespace: temporal.namespace,
          slots: options.slots ?? null,
          packing: options.pack,
          checkpoints,
          dataDir: options.dataDir ?? null,
          log,
          signal: interruption.signal,
        });
        const where = { temporal: temporal.address, checkpoints: resolve(checkpoints) };
        log.info(
          where,
          `training with ${slotsText(trainer.slots)}; every worker must use the same checkpoints`,
        );
        await trainer.ended;
      } finally {
        await temporal.close();
      }
    });
}
