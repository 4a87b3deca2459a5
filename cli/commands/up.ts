import type { Command } from 'commander';
import pc from 'picocolors';
import { DEFAULT_PORT } from '../client/connect.ts';
import { stateFolder } from '../local/folder.ts';
import { onInterruption } from '../local/interruption.ts';
import { packSetting, wholeNumber } from '../options.ts';
import type { PackSetting } from '../../hnet/packed/pack-limit.ts';
import { note } from '../output/print.ts';
import { slotsText } from '../../workers/devices/plan-slots.ts';
import type { RunningStack } from '../stack/up.ts';

/** Options of the commands that start the whole stack. */
export interface UpOptions {
  readonly host: string;
  readonly port: number;
  readonly temporalPort: number;
  readonly temporalUiPort?: number;
  readonly slots?: number;
  readonly pack: PackSetting;
  readonly stateDir?: string;
}

const anyPort = (name: string): ((text: string) => number) => wholeNumber(name, 0, 65_535);

/** Adds them to a command. */
export function withUpOptions(command: Command): Command {
  return command
    .option('--port <port>', 'of API and page; 0 for any free one', anyPort('--port'), DEFAULT_PORT)
    .option(
      '--host <address>',
      'to listen on; any but loopback needs a token in HNET_SWEEP_TOKEN',
      '127.0.0.1',
    )
    .option(
      '--temporal-port <port>',
      'of the embedded Temporal server; 0 for any free one',
      anyPort('--temporal-port'),
      7233,
    )
    .option(
      '--temporal-ui-port <port>',
      "also serve Temporal's own pages there",
      anyPort('--temporal-ui-port'),
    )
    .option(
      '--slots <n>',
      'trainings at once on each device; 0 for no train worker here',
      wholeNumber('--slots', 0, 256),
    )
    .option(
      '--pack <auto|off|n>',
      'train configurations of the same shapes together in one slot: where it pays, never, at most n',
      packSetting,
      'auto' as const,
    )
    .option(
      '--state-dir <folder>',
      'where databases, checkpoints and logs are kept (default: HNET_STATE_DIR, else .hnet-sweep)',
    );
}

/** Starts the stack as these options say. */
export async function startFrom(options: UpOptions): Promise<RunningStack> {
  // Only now: other commands need not wait for native modules to load.
  const { startStack } = await import('../stack/up.ts');
  return await startStack({
    folder: stateFolder(options.stateDir),
    host: options.host,
    port: options.port,
    token: process.env.HNET_SWEEP_TOKEN ?? null,
    temporalPort: options.temporalPort,
    temporalUiPort: options.temporalUiPort ?? null,
    slots: options.slots ?? null,
    packing: options.pack,
    onProgress: note,
  });
}

/** What runs where, in four lines. */
export function stackText({ url, temporalAddress, slots, logFile }: RunningStack): string {
  const lines: [string, string][] = [
    ['page and API', pc.bold(url)],
    ['Temporal', temporalAddress],
    ['training', slots === null ? 'none here' : slotsText(slots)],
    ['log', logFile],
  ];
  return lines.map(([name, value]) => `${pc.dim(name.padEnd(13))} ${value}`).join('\n');
}

/** `hnet-sweep up`: everything on this machine. */
export function addUp(program: Command): void {
  withUpOptions(
    program.command('up').description('run everything on this machine: Temporal, server, page, worker'),
  )
    .addHelpText(
      'after',
      `
State lives in one folder. Stop it, kill it, cut the power: the next \`up\` goes on where it was.
With TEMPORAL_ADDRESS set that Temporal server is used, with DATABASE_URL that PostgreSQL or SQLite database.`,
    )
    .action(async (options: UpOptions) => {
      const interruption = onInterruption('ending; running stages checkpoint');
      const stack = await startFrom(options);
      note(stackText(stack));
      await interrupted(interruption.signal);
      await stack.close();
    });
}

/** Waits for the signal. */
export function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
