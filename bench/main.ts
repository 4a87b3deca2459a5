/** `npm run bench -- <measurement> [options]`: figures for docs/benchmarks.md, from real runs only. */
import { UserError } from '../common/errors.ts';
import { schedulingBenchmark } from './scheduling/index.ts';
import { packBenchmark } from './pack/index.ts';
import { searchBenchmark } from './search/index.ts';
import { stepBenchmark } from './step/index.ts';
import { wholeBenchmark } from './whole/index.ts';

const measurements: Readonly<Record<string, (args: string[]) => Promise<void>>> = {
  step: stepBenchmark,
  whole: wholeBenchmark,
  pack: packBenchmark,
  search: searchBenchmark,
  scheduling: schedulingBenchmark,
};

const [name = '', ...args] = process.argv.slice(2);
const measurement = measurements[name];
try {
  if (measurement === undefined)
    throw new UserError('invalid-input', `no measurement is named "${name}"`, {
      hint: `There are: ${Object.keys(measurements).join(', ')}; each has --help.`,
    });
  await measurement(args);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  process.exitCode = 2;
}
