import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { UserError } from '../../common/errors.ts';
import { withApi, withServerOptions } from '../client/connect.ts';
import type { ServerOptions } from '../client/connect.ts';
import { positiveNumber, wholeNumber } from '../options.ts';
import { printResult } from '../output/print.ts';
import { sweepText } from '../output/sweep-table.ts';
import { durationSeconds } from '../../sweepfile/duration.ts';

interface Options extends ServerOptions {
  readonly trials?: number;
  readonly deviceHours?: number;
  readonly duration?: number;
  readonly revive?: readonly number[];
}

/** `hnet-sweep extend SWEEP [--trials N] [--device-hours H] [--duration D] [--revive NUMBER]` */
export function addExtend(program: Command): void {
  withServerOptions(
    program
      .command('extend')
      .description('give a sweep more to do, also after its end')
      .argument('<sweep>', 'its id')
      .option('--trials <n>', 'so many more trials than run_cap', wholeNumber('--trials', 1, 1_000_000))
      .option('--device-hours <h>', 'so much more than max_device_hours', positiveNumber('--device-hours'))
      .option('--duration <time>', 'so much more than max_duration, e.g. 90m or 2h', duration)
      .option('--revive <number>', 'train this pruned trial to its end; may be repeated', collectNumber),
  )
    .addHelpText(
      'after',
      `
A sweep that has ended is taken up again: what was trained stays, numbers go on. A revived trial goes on from the
checkpoints that it left, and neither a pruner nor a race judges it again.`,
    )
    .action(async (id: string, { trials, deviceHours, duration: seconds, revive, ...options }: Options) => {
      if ([trials, deviceHours, seconds, revive].every((given) => given === undefined))
        throw new UserError(
          'invalid-input',
          'extend: given nothing to do; allowed: --trials, --device-hours, --duration, --revive',
        );
      const more = { trials, deviceHours, seconds, revive };
      const sweep = await withApi(options, (api) => api.extend(id, more), { server: true });
      printResult(options.json ?? false, sweep, () => sweepText(sweep));
    });
}

function duration(text: string): number {
  const seconds = durationSeconds(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (seconds !== null && seconds > 0) return seconds;
  throw new InvalidArgumentError(
    `--duration: given ${text}; allowed: seconds, or a duration such as 90s, 15m, 2h.`,
  );
}

function collectNumber(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, wholeNumber('--revive', 0, 1_000_000)(text)];
}
