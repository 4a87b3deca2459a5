import { describe, expect, it } from 'vitest';
import { temporariesBefore, temporaryName } from '../../../activities/checkpoints/temporary-name.ts';

describe('names of files that are being written', () => {
  it('tell which attempts are older, by number', () => {
    const [nine, ten, eleven] = [9, 10, 11].map(temporaryName) as [string, string, string];
    expect(temporariesBefore(10, [eleven, ten, nine])).toEqual([nine]);
    expect(temporariesBefore(12, [nine, ten, eleven])).toHaveLength(3);
  });

  it('count as oldest where they name no attempt', () => {
    const name = '.12345678-0000-4000-8000-000000000000.tmp';
    expect(temporariesBefore(0, [name])).toEqual([name]);
  });

  it('leave other files alone', () => {
    const others = ['final.json', 'final.safetensors', 'fence-1', 'x.tmp', '.nfs000001', '.by-1-x.tmp.bak'];
    expect(temporariesBefore(99, others)).toEqual([]);
  });
});
