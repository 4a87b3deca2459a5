import type { Command } from 'commander';
import pc from 'picocolors';
import type { Sweep } from '../../dashboard/server/schemas/sweep.ts';
import { createApiClient } from '../client/api-client.ts';
import type { ApiClient } from '../client/api-client.ts';
import { DEFAULT_PORT } from '../client/connect.ts';
import { runningServer, stateFolder } from '../local/folder.ts';
import { onInterruption } from '../local/interruption.ts';
import { isPortFree } from '../local/ports.ts';
import { effectsText } from '../output/effects-text.ts';
import { formatDuration } from '../output/format.ts';
import { note } from '../output/print.ts';
import { searchedParameters } from '../../dashboard/web/format/space.ts';
import { bestText, sweepText } from '../output/sweep-table.ts';
import { watchSweep } from '../watch/watch-sweep.ts';
import { interrupted, stackText, startFrom } from './up.ts';

interface Options {
  readonly setup: boolean;
  readonly exit?: boolean;
  readonly slots?: number;
  readonly stateDir?: string;
}

/** `hnet-sweep quickstart`: from nothing to the best configuration of a real sweep. */
export function addQuickstart(program: Command): void {
  program
    .command('quickstart')
    .description('set this machine up and run a first real sweep, from start to its best configuration')
    .option('--no-setup', 'do not build native TensorFlow, train on what is there')
    .option('--exit', 'end when the sweep has ended (always so without a terminal)')
    .option('--state-dir <folder>', 'where databases, checkpoints and logs are kept')
    .action(async (options: Options) => {
      const { quickstartFile } = await import('../local/quickstart-file.ts');
      const { setUpBackend } = await import('../local/set-up-backend.ts');
      const folder = stateFolder(options.stateDir);
      if (options.setup) await setUpBackend(note);
      const file = await quickstartFile(note);

      const interruption = onInterruption(
        'ending; running stages checkpoint, and the same command goes on with them',
      );
      const running = runningServer(folder);
      const stack =
        running === null
          ? await startFrom({
              host: '127.0.0.1',
              port: (await isPortFree(DEFAULT_PORT)) ? DEFAULT_PORT : 0,
              temporalPort: 0,
              pack: 'auto',
              ...(options.stateDir !== undefined && { stateDir: options.stateDir }),
            })
          : null;
      try {
        const url = stack?.url ?? running!.url;
        note(
          stack === null ? `${pc.dim('page and API ')} ${pc.bold(url)} (running already)` : stackText(stack),
        );
        const api = createApiClient({ url, token: process.env.HNET_SWEEP_TOKEN ?? null });
        const sweep = await runFirstSweep(api, file, interruption.signal);
        if (sweep.state !== 'finished') process.exitCode = 1;
        if (interruption.signal.aborted || stack === null) return;
        if (options.exit || !process.stdout.isTTY) {
          const set = ['HNET_DATA_DIR', 'HNET_STATE_DIR'].filter((name) => process.env[name] !== undefined);
          const environment = set.map((name) => `${name}=${process.env[name]} `).join('');
          const where = options.stateDir === undefined ? '' : ` --state-dir ${options.stateDir}`;
          note(
            `\nTo look at it again: ${environment}npx hnet-sweep up${where}, then ${url}/sweeps/${sweep.id}`,
          );
          return;
        }
        note(`\nThe page stays up: ${pc.bold(`${url}/sweeps/${sweep.id}`)}  (Ctrl-C ends it)`);
        await interrupted(interruption.signal);
      } finally {
        await stack?.close();
      }
    });
}

/** Submits the sweep, or goes on with the one that was interrupted, and shows what came of it. */
async function runFirstSweep(
  api: ApiClient,
  file: { text: string; name: string },
  signal: AbortSignal,
): Promise<Sweep> {
  const { sweeps } = await api.sweeps({ limit: 100 });
  const unfinished = sweeps.find(
    (sweep) => sweep.name === file.name && ['running', 'paused', 'pending'].includes(sweep.state),
  );
  const sweep = unfinished ?? (await api.submit(file.text));
  note(`\n${unfinished ? 'going on with' : 'running'} ${pc.bold(sweep.id)}: ${api.url}/sweeps/${sweep.id}`);
  const end = await watchSweep(api, sweep.id, { signal, takenUp: unfinished !== undefined });
  if (signal.aborted) return end;
  const best = await api.best(sweep.id, { limit: 8 });
  const effects = await api.effects(sweep.id);
  process.stdout.write(
    `\n${sweepText(end)}\n\n${bestText(best, searchedParameters(end.spec.space))}\n\n${effectsText(effects)}\n`,
  );
  const seconds = (Date.parse(end.endedAt ?? new Date().toISOString()) - Date.parse(end.createdAt)) / 1000;
  note(pc.dim(`\n${formatDuration(seconds)} from submission to result`));
  return end;
}
