import { describe, expect, test } from 'vitest';
import { keepRunning } from '../../workers/keep-running.ts';

describe('keeping a worker running', () => {
  test('it is started again when it fails and when it ends by itself, with growing pauses', async () => {
    const ending = new AbortController();
    const failures: [string, number][] = [];
    let starts = 0;
    await keepRunning(
      () => {
        starts += 1;
        if (starts === 1) return Promise.reject(new Error('server away'));
        if (starts === 3) ending.abort();
        return Promise.resolve();
      },
      {
        signal: ending.signal,
        firstPauseSeconds: 0.001,
        onFailure: (error, pause) => failures.push([(error as Error).message, pause]),
      },
    );
    expect(starts).toBe(3);
    expect(failures).toEqual([
      ['server away', 0.001],
      ['ended by itself', 0.002],
    ]);
  });

  test('told to end while it pauses, it does not start again', async () => {
    const ending = new AbortController();
    let starts = 0;
    await keepRunning(
      () => {
        starts += 1;
        return Promise.reject(new Error('no'));
      },
      { signal: ending.signal, firstPauseSeconds: 3600, onFailure: () => ending.abort() },
    );
    expect(starts).toBe(1);
  });
});
