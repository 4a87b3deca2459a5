import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import pc from 'picocolors';
import { UserError } from '../../common/errors.ts';
import { describeSweep, parseSweepFile } from '../../sweepfile/index.ts';
import type { SweepDescription } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/** A sweep file that was checked on this side, before any server hears of it. */
export interface CheckedFile {
  readonly text: string;
  readonly spec: SweepSpec;
  readonly warnings: readonly string[];
  readonly description: SweepDescription;
  /** What it will run, for people. */
  readonly summary: string;
}

/** Reads and checks a sweep file; `-` is standard input. @throws UserError `not-found`, InvalidInputError */
export async function readSweepFile(path: string): Promise<CheckedFile> {
  const text = path === '-' ? await readAll(process.stdin) : await contentOf(path);
  const { spec, warnings } = parseSweepFile(text, { source: path === '-' ? 'standard input' : path });
  const description = describeSweep(spec);
  return { text, spec, warnings, description, summary: summaryOf(description) };
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
    `  ${d.trials ?? 'unlimited'} trials x ${seeds}${d.stages === null ? '' : `: at most ${d.stages} stages to train`}`,
  ];
  return lines.join('\n');
}
