import { createRequire } from 'node:module';
import { Command } from 'commander';
import { addBest } from './commands/best.ts';
import { addCheckpoints } from './commands/checkpoints.ts';
import { addConvert } from './commands/convert.ts';
import { addData } from './commands/data.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnqueue } from './commands/enqueue.ts';
import { addExport } from './commands/export.ts';
import { addExportModel } from './commands/export-model.ts';
import { addImportance } from './commands/importance.ts';
import { addFigure } from './commands/figure.ts';
import { addExtend } from './commands/extend.ts';
import { addList } from './commands/list.ts';
import { addQuickstart } from './commands/quickstart.ts';
import { addReport } from './commands/report.ts';
import { addRetry } from './commands/retry.ts';
import { addSchema } from './commands/schema.ts';
import { addServer } from './commands/server.ts';
import { addSimulate } from './commands/simulate.ts';
import { addStatus } from './commands/status.ts';
import { addSteering } from './commands/steering.ts';
import { addSubmit } from './commands/submit.ts';
import { addTrain } from './commands/train.ts';
import { addTrials } from './commands/trials.ts';
import { addUp } from './commands/up.ts';
import { addWorker } from './commands/worker.ts';

/** Every command, in the order of `--help`. */
const COMMANDS = [
  addUp,
  addQuickstart,
  addServer,
  addWorker,
  addSubmit,
  addList,
  addStatus,
  addBest,
  addImportance,
  addTrials,
  addSteering,
  addExtend,
  addEnqueue,
  addRetry,
  addReport,
  addFigure,
  addExport,
  addExportModel,
  addCheckpoints,
  addSimulate,
  addTrain,
  addConvert,
  addSchema,
  addDoctor,
  addData,
] as const;

/** The whole command line. Commands throw `UserError`s; `main.ts` turns them into words and exit codes. */
export function createProgram(): Command {
  const program = new Command('hnet-sweep')
    .description('Durable hyperparameter sweeps for continual learning with hypernetworks.')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .addHelpText(
      'after',
      `
Begin with:
  hnet-sweep up                                  server, worker and page on this machine
  hnet-sweep submit sweeps/quickstart.yaml --watch
  hnet-sweep best quickstart-1

Exit codes: 0 done, 1 failed, 2 bad usage.`,
    );
  for (const add of COMMANDS) add(program);
  return program;
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (require(path) as { version: string }).version;
    } catch {
      // The other place: sources and compiled files lie at different depths.
    }
  }
  return 'unknown';
}
