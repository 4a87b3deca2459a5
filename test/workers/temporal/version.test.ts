import { describe, expect, it } from 'vitest';
import { isAtLeast, parseTemporalVersion } from '../../../workers/temporal/cli/version.ts';

describe('the version of a temporal program', () => {
  it('is read from what the program says', () => {
    const says = 'temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)\n';
    expect(parseTemporalVersion(says)).toEqual({ cli: '1.5.1', server: '1.29.1' });
  });

  it('is read from a program that was built without a version', () => {
    const says = 'temporal version 0.0.0-DEV (Server 1.31.0-154.2, UI 2.42.1)';
    expect(parseTemporalVersion(says)).toEqual({ cli: '0.0.0-DEV', server: '1.31.0-154.2' });
  });

  it('lacks the server where the program does not name it', () => {
    expect(parseTemporalVersion('temporal version 1.0.0')).toEqual({ cli: '1.0.0', server: null });
  });

  it('is null for another program of the same name', () => {
    expect(parseTemporalVersion('Temporal, a calendar, version 3')).toBeNull();
    expect(parseTemporalVersion('')).toBeNull();
  });

  it.each([
    ['1.29.0', '1.29.0', true],
    ['1.29.1-154.2', '1.29.0', true],
    ['1.9.9', '1.29.0', false],
    ['2.0', '1.29.0', true],
    ['0', '1.29.0', false],
    ['1.26rc1', '1.25.0', true],
  ])('%s is at least %s: %s', (version, oldest, expected) => {
    expect(isAtLeast(version, oldest)).toBe(expected);
  });
});
