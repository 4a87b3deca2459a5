/** A day with the command: the whole stack by `up`, a sweep submitted, steered, looked at and exported. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../../support/cli.ts';
import { eventually } from '../../support/eventually.ts';

let cwd: string;
let up: ChildProcess;
let said = '';

const run = (...args: string[]) => runCommand(args, { cwd });
const json = async <T>(...args: string[]): Promise<T> => {
  const end = await run(...args, '--json');
  expect(end, end.stderr).toMatchObject({ code: 0 });
  return JSON.parse(end.stdout) as T;
};

const SWEEP = `
name: day
benchmark: polynomials
method: grid
metric: { name: val_average_mse, goal: minimize }
parameters:
  beta: { values: [0, 0.005] }
  iterations: { value: 30 }
seeds: 2
backend: cpu
`;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'hnet-day-'));
  writeFileSync(join(cwd, 'day.yaml'), SWEEP);
  up = startCommand(['up', '--port', '0', '--temporal-port', '0', '--slots', '1'], { cwd });
  up.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
  await eventually(
    'the stack',
    () => existsSync(join(cwd, '.hnet-sweep', 'server.json')) || up.exitCode !== null,
  );
  expect(up.exitCode, said).toBeNull();
});
afterAll(() => {
  up.kill('SIGKILL');
  rmSync(cwd, { recursive: true, force: true });
});

describe('a sweep from the command line', () => {
  test('--dry-run says what it would run and schedules nothing', async () => {
    const plan = await json<{ trials: number; stages: number }>('submit', 'day.yaml', '--dry-run');
    expect(plan).toMatchObject({ trials: 2, stages: 12 });
    expect(await json<unknown[]>('list')).toEqual([]);
  });

  test('submit --watch ends with the sweep and its best', async () => {
    const end = await run('submit', 'day.yaml', '--watch');
    expect(end.code, end.stderr).toBe(0);
    expect(end.stderr).toContain('day-1 is scheduled');
    expect(end.stderr).toMatch(/trial \d complete: val_average_mse [\d.]+ ± [\d.]+/);
    expect(end.stdout).toMatch(/day-1 +finished/);
    expect(end.stdout).toMatch(/trial \d (leads|is best)/);
  });

  test('list, status, best and trials agree', async () => {
    const sweeps =
      await json<{ id: string; state: string; best: { number: number; value: number } }[]>('list');
    expect(sweeps).toMatchObject([{ id: 'day-1', state: 'finished' }]);
    const status = await json<{ stagesRecorded: number; stagesReused: number }>('status', 'day-1');
    // Both betas share the first task of each seed.
    expect(status).toMatchObject({ stagesRecorded: 12, stagesReused: 2 });
    const best = await json<{ candidates: { trial: { number: number; value: number } }[] }>(
      'best',
      'day-1',
      '-k',
      '1',
    );
    expect(best.candidates[0]!.trial).toMatchObject({
      number: sweeps[0]!.best.number,
      value: sweeps[0]!.best.value,
    });
    const { trials } = await json<{ trials: { value: number }[] }>('trials', 'day-1', '--sort', 'value');
    expect(trials).toHaveLength(2);
    expect(trials[0]!.value).toBe(sweeps[0]!.best.value);
  });

  test('export writes every trial, as CSV and as JSON', async () => {
    expect((await run('export', 'day-1', '-o', 'trials.csv')).code).toBe(0);
    const lines = readFileSync(join(cwd, 'trials.csv'), 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('parameter.beta');
    const { stdout } = await run('export', 'day-1', '--format', 'json');
    expect((JSON.parse(stdout) as { trials: unknown[] }).trials).toHaveLength(2);
  });

  test('what can not be done is refused: steering a finished sweep, asking for one that is not there', async () => {
    const stop = await run('stop', 'day-1');
    expect(stop.stderr).toContain('day-1 is finished');
    expect(stop.code).toBe(1);
    const status = await run('status', 'nobody-7');
    expect(status.stderr).toContain('no sweep nobody-7');
    expect(status.code).toBe(1);
  });

  test('a sweep is paused, resumed and stopped', async () => {
    writeFileSync(
      join(cwd, 'long.yaml'),
      SWEEP.replace('name: day', 'name: long').replace('value: 30', 'value: 200000'),
    );
    await json('submit', 'long.yaml');
    await eventually('a running trial', async () => {
      const { trials } = await json<{ trials: { state: string }[] }>('trials', 'long-1');
      return trials.some(({ state }) => state === 'running');
    });
    expect(await json('pause', 'long-1', '--now')).toMatchObject({
      state: 'paused',
      reason: 'paused by request',
    });
    expect(await json('resume', 'long-1')).toMatchObject({ state: 'running' });
    expect((await run('resume', 'long-1')).stderr).toContain("can't resume a sweep that is running");
    const asked = await json<{ state: string; reason: string }>('cancel', 'long-1');
    // It may be over before the answer is made up; until then it says what it is about.
    expect(`${asked.state}: ${asked.reason}`).toMatch(/^(running: cancelling: |cancelled: cancelled by )/);
    await eventually(
      'its end',
      async () => (await json<{ state: string }>('status', 'long-1')).state === 'cancelled',
    );
  });

  test('checkpoints that nothing needs any more are deleted, but not the last of each training', async () => {
    type Share = { stages: number; bytes: number };
    type Use = Record<'needed' | 'last' | 'free' | 'unknown', Share>;
    const use = await json<Use>('checkpoints');
    // Of day-1's ten stages two are shared by both betas, and four are last ones.
    expect(use).toMatchObject({ needed: { stages: 0 }, last: { stages: 4 }, unknown: { stages: 0 } });
    expect(use.free.stages).toBeGreaterThanOrEqual(6);
    expect(use.free.bytes).toBeGreaterThan(6000);
    const { stdout } = await run('checkpoints');
    expect(stdout).toMatch(/last of their trainings: for models and figures +4 /);

    const { removed, left } = await json<{ removed: Share; left: Use }>('checkpoints', '--prune');
    expect(removed).toEqual(use.free);
    expect(left).toEqual({ ...use, free: { stages: 0, bytes: 0 } });
    expect(await json<Use>('checkpoints')).toEqual(left);
    expect((await run('checkpoints', '--last')).stderr).toContain('--last: given without --prune');
    expect((await run('checkpoints', '--prune', '--last')).stdout).toMatch(
      / of 4 stages deleted\n\n.*: no checkpoints/s,
    );
  });

  test('a second `up` in the same folder is refused', async () => {
    const end = await run('up', '--port', '0', '--temporal-port', '0');
    expect(end.stderr).toMatch(/is in use: process \d+ serves it at http/);
    expect(end.code).toBe(1);
  });

  test('SIGTERM ends everything in order; results can still be read', async () => {
    const ended = new Promise<number | null>((resolve) => up.once('exit', resolve));
    up.kill('SIGTERM');
    expect(await ended, said).toBe(0);
    expect(await json<unknown[]>('list')).toHaveLength(2);
    const submit = await run('submit', 'day.yaml');
    expect(submit.stderr).toMatch(/no hnet-sweep server answers: none is named.*\n.*hnet-sweep up/);
    expect(submit.stderr).not.toContain('reading its database');
    expect(submit.code).toBe(1);
  });
});

test('train needs no server, and goes on where it was', async () => {
  const args = ['train', 'day.yaml', '--set', 'beta=0.005', '--checkpoints', 'here'];
  const first = await json<{ metrics: Record<string, number>; checkpoint: string }>(...args);
  expect(first.metrics.test_average_mse).toBeGreaterThan(0);
  const again = await json<{ metrics: Record<string, number>; checkpoint: string }>(...args);
  expect(again).toEqual(first);
});
