import { describe, expect, it } from 'vitest';
import { partialName, partialsAmong } from '../../../activities/checkpoints/partial-name.ts';

const digest = 'a'.repeat(64);

describe('names of mid-stage checkpoints', () => {
  it('say attempt, iteration and digest', () => {
    const name = partialName(1002, 37, digest);
    expect(partialsAmong([name])).toEqual([{ name, fence: 1002, iteration: 37, digest }]);
  });

  it('sort by iteration as numbers, then by attempt', () => {
    const names = [
      [1, 9],
      [1, 100],
      [2, 9],
      [1, 10],
    ].map(([fence, iteration]) => partialName(fence!, iteration!, digest));
    const sorted = partialsAmong(names).map(({ fence, iteration }) => [fence, iteration]);
    expect(sorted).toEqual([
      [1, 100],
      [1, 10],
      [2, 9],
      [1, 9],
    ]);
  });

  it('leave other files alone', () => {
    const others = [
      'final.safetensors',
      'fence-3',
      '.x.tmp',
      `partial-1-2-${digest}.tmp`,
      'partial-1-2-ff.safetensors',
    ];
    expect(partialsAmong(others)).toEqual([]);
  });
});
