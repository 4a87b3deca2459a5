import os from 'node:os';
import { lines } from '../lines.ts';
import { backendContender, torchContender, type Contender } from './contender.ts';
import { NETS } from './nets.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { asJson, asTable, type Figure } from './report.ts';

/**
 * Times one training step on every backend that runs here, beside PyTorch. Contenders take turns within each round, so
 * that whatever else the machine does meets all of them; who fails once is left out of later rounds.
 */
export async function stepBenchmark(args: string[]): Promise<void> {
  const options = readOptions(args);
  if (options === null) return void process.stdout.write(HELP);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  say(`${NETS[options.net]!.label}; ${os.cpus()[0]?.model ?? 'unknown CPU'}, ${options.threads} threads`);
  const load = os.loadavg()[0]!;
  if (load > 0.5)
    say(`the machine is busy, load ${load.toFixed(1)}: figures taken now are not worth keeping`);
  let contenders: readonly Contender[] = [
    ...(await yardstick(options, say)),
    ...options.backends.map(backendContender),
  ];
  const figures = new Map<string, Figure & { readonly rounds: number[] }>();
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const contender of contenders) {
      try {
        await contender.run(options, ({ previous, ms, device }) => {
          say(`round ${round}  ${contender.name}  ${previous} previous  ${ms.toFixed(2)} ms`);
          const key = `${contender.name} ${previous}`;
          const figure = figures.get(key);
          if (figure !== undefined) figure.rounds.push(ms);
          else
            figures.set(key, { net: options.net, previous, contender: contender.name, device, rounds: [ms] });
        });
      } catch (error) {
        say(`${contender.name} is left out: ${(error as Error).message}`);
        contenders = contenders.filter((other) => other !== contender);
      }
    }
  }
  const all = [...figures.values()];
  if (options.json) for (const figure of all) process.stdout.write(`${asJson(figure, all)}\n`);
  else process.stdout.write(`${asTable(all)}\n`);
}

/** PyTorch if it can be had; otherwise says why not. */
async function yardstick(
  { python, torchScript }: Options,
  say: (text: string) => void,
): Promise<readonly Contender[]> {
  if (torchScript === null) {
    say('without PyTorch: its script is not here (--torch-script)');
    return [];
  }
  try {
    await lines(python, ['-c', 'import torch'], () => undefined);
    return [torchContender(python, torchScript)];
  } catch (error) {
    say(`without PyTorch: ${python} can't import torch, ${(error as Error).message} (--python)`);
    return [];
  }
}
