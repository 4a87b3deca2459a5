import { describe, expect, it } from 'vitest';
import { createRowCounter } from '../../activities/in-a-row.ts';

describe('counting in a row', () => {
  it('goes by name and begins anew after an end', () => {
    const { again, end } = createRowCounter(10);
    expect([again('a'), again('b'), again('a')]).toEqual([1, 1, 2]);
    end('a');
    expect([again('a'), again('b')]).toEqual([1, 2]);
  });

  it('forgets what was counted longest ago once there is too much', () => {
    const { again } = createRowCounter(2);
    for (const name of ['a', 'b', 'a', 'c']) again(name); // b goes
    expect([again('a'), again('c'), again('b')]).toEqual([3, 2, 1]);
  });
});
