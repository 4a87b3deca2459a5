import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import pc from 'picocolors';
import { UserError } from '../../common/errors.ts';
import { convertedText, convertForeign } from '../../sweepfile/bridges/index.ts';
import { describeSweep, parseSweepFiles } from '../../sweepfile/index.ts';
import type { SweepDescription } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/** A sweep file that was checked on this side, before any server hears of it. */
export interface CheckedFile {
  readonly text: string;
  /** The file's name: the sweep's own, or that of a matrix. */
  readonly study: string;
  readonly spec: SweepSpec;
  readonly warnings: readonly string[];
  readonly description: SweepDescription;
  /** What it will run, for people. */
  readonly summary: string;
}

/**
 * Reads and checks the sweeps that a file stands for: one, or those of its `matrix`; `-` is standard input.
 * @throws UserError `invalid-input`, InvalidInputError
 */
export async function readSweepFiles(path: string): Promise<readonly CheckedFile[]> {
  const content = await readText(path);
  const source = path === '-' ? 'standard input' : path;
  const foreign = convertForeign(content, { source, asked: false, benchmark: null, strategy: 'hnet' });
  const sweeps = parseSweepFiles(foreign === null ? content : convertedText(foreign, 'yaml'), { source });
  const remarks = foreign === null ? [] : [`${source} is read as ${foreign.from}`, ...foreign.remarks];
  return sweeps.map(({ text, study, spec, warnings }) => {
    const description = describeSweep(spec);
    return {
      ...{ text, study, spec, description },
      warnings: [...remarks, ...warnings],
      summary: summaryOf(description),
    };
  });
}

/** The same for commands that take one sweep. @throws UserError `invalid-input` for a file of several */
export async function readSweepFile(path: string): Promise<CheckedFile> {
  const [file, ...others] = await readSweepFiles(path);
  if (others.length > 0)
    throw new UserError('invalid-input', `${path} stands for ${others.length + 1} sweeps (matrix), not one`, {
      hint: 'Submit it, or write strategy and scenario in place of the matrix.',
    });
  return file!;
}

/** The text of a file; `-` is standard input. @throws UserError `invalid-input` */
export async function readText(path: string): Promise<string> {
  return path === '-' ? await readAll(process.stdin) : await contentOf(path);
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new UserError('invalid-input', `no sweep file ${path}`, { hint: 'Examples are in sweeps/.', cause })
      : new UserError('invalid-input', `${path} can't be read: ${message}`, { cause });
  }
}

function summaryOf(d: SweepDescription): string {
  const varied = d.parameters.filter((p) => p.count !== 1);
  const fixed = d.parameters.filter((p) => p.count === 1);
  const seeds = `${d.seeds.length} seed${d.seeds.length === 1 ? '' : 's'}`;
  const lines = [
    `${pc.bold(d.name)}: ${d.strategy} on ${d.benchmark}; ${d.method} search, ${d.objective}`,
    ...varied.map((p) => `  ${p.name}: ${p.values}`),
    ...(fixed.length === 0 ? [] : [`  fixed: ${fixed.map((p) => `${p.name} ${p.values}`).join(', ')}`]),
    ...(d.constraints.length === 0 ? [] : [`  only where ${d.constraints.join('; ')}${feasibleText(d)}`]),
    ...d.control.map((phrase) => `  ${phrase}`),
    `  ${d.trials ?? 'unlimited'} trials x ${seeds}${d.stages === null ? '' : `: at most ${d.stages} stages to train`}`,
  ];
  return lines.join('\n');
}

function feasibleText({ feasible }: SweepDescription): string {
  if (feasible === null) return '';
  const percent = Number((feasible.share * 100).toPrecision(3));
  return `: ${percent} % of ${feasible.exact ? `all ${feasible.tried} configurations` : `${feasible.tried} drawn at random`}`;
}
