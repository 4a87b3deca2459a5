import { describe, expect, it } from 'vitest';
import { failureSignature } from '../../workflows/failures.ts';

describe('the signature of a failure', () => {
  const signature = (message: string, kind = 'internal') => failureSignature({ kind, message });

  it('is the same whatever the numbers and paths are', () => {
    expect(signature("can't read '/data/a/train.gz' after 3.5 s")).toBe(
      signature("can't read '/home/b/other.gz' after 17 s"),
    );
  });

  it('tells kinds and words apart', () => {
    expect(signature('boom', 'hung')).not.toBe(signature('boom'));
    expect(signature('bang')).not.toBe(signature('boom'));
  });

  it('looks at the first line only, and stays short', () => {
    expect(signature('boom\n  at a.ts:1')).toBe(signature('boom\n  at b.ts:2'));
    expect(signature('x'.repeat(1000)).length).toBeLessThan(200);
  });
});
