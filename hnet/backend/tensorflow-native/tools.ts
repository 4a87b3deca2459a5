/** The three programs that the set-up borrows from the machine: Python, its pip, and a C++ compiler. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { NativeTensorFlowError } from './flavour.ts';

const execFileAsync = promisify(execFile);

/** Runs a program to its end and returns its standard output. Replaced in tests. */
export type Run = (program: string, args: readonly string[]) => Promise<string>;

/** A program that ran and failed, with what it said; a program that is not there has the code `ENOENT`. */
export class ProgramError extends Error {
  readonly code: string | undefined;

  constructor(program: string, output: string, code: string | undefined) {
    super(output === '' ? `${program} failed` : output);
    this.name = 'ProgramError';
    this.code = code;
  }
}

export const run: Run = async (program, args) => {
  try {
    const { stdout } = await execFileAsync(program, [...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    const {
      stderr = '',
      code,
      signal,
    } = cause as { stderr?: string; code?: string | number; signal?: string };
    const said = [stderr.trim(), signal ? `ended by ${signal}` : ''].filter(Boolean).join('\n');
    throw new ProgramError(program, said, typeof code === 'string' ? code : signal);
  }
};

/** The last line that says anything: compilers and pip put the verdict there. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '').trim();
}

/** The first program of a list that answers; undefined when none does. */
async function firstThatRuns(
  names: readonly (string | undefined)[],
  args: readonly string[],
  exec: Run,
): Promise<{ name: string; says: string } | undefined> {
  for (const name of names) {
    if (name === undefined || name === '') continue;
    try {
      return { name, says: await exec(name, args) };
    } catch {
      // not there or not whole: the next may be
    }
  }
  return undefined;
}

/**
 * A Python with pip: `$PYTHON`, else `python3`, else `python`.
 *
 * @throws NativeTensorFlowError
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env, exec: Run = run): Promise<string> {
  const names = [env.PYTHON, 'python3', 'python'];
  const withPip = await firstThatRuns(names, ['-m', 'pip', '--version'], exec);
  if (withPip) return withPip.name;
  const bare = await firstThatRuns(names, ['--version'], exec);
  throw bare
    ? new NativeTensorFlowError(
        `${bare.name} has no pip, which downloads the TensorFlow wheel`,
        'Install it (Debian, Ubuntu: `apt install python3-pip`), or point $PYTHON at a Python that has it.',
      )
    : new NativeTensorFlowError(
        'no Python found, whose pip downloads the TensorFlow wheel',
        'Install python3 with pip (Debian, Ubuntu: `apt install python3-pip`), or set $PYTHON.',
      );
}

/**
 * A C++ compiler: `$CXX`, else `g++`, `c++`, `clang++`.
 *
 * @throws NativeTensorFlowError
 */
export async function findCompiler(
  env: NodeJS.ProcessEnv = process.env,
  exec: Run = run,
): Promise<{ program: string; version: string }> {
  const found = await firstThatRuns([env.CXX, 'g++', 'c++', 'clang++'], ['--version'], exec);
  if (found) return { program: found.name, version: found.says.split('\n')[0] ?? found.name };
  throw new NativeTensorFlowError(
    'no C++ compiler found, which builds the binding',
    'Install one (Debian, Ubuntu: `apt install g++`), or set $CXX.',
  );
}
