import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../cli/doctor/backends.ts';
import type { BackendProbe } from '../../../hnet/index.ts';
import type { ProbeState } from '../../../hnet/backend/probe.types.ts';
import type { BackendName } from '../../../hnet/types.ts';

const probe = (name: BackendName, state: ProbeState, reason: string | null = null): BackendProbe => ({
  ...{ name, state, reason, seconds: 1 },
  ...{ device: state === 'works' ? 'a device' : null, error: state === 'works' ? 1e-6 : null },
});

describe('what doctor says of backends', () => {
  it('is fine where they work, absent where they can not be had', () => {
    const findings = findingsOf([probe('webgpu', 'unavailable', 'no adapter'), probe('wasm', 'works')]);
    expect(findings.map(({ state }) => state)).toEqual(['absent', 'fine']);
    expect(findings[1]!.words).toContain('this is what `auto` takes');
  });

  it.each<ProbeState>(['crashed', 'wrong'])(
    'is broken where one is %s, which is still what `auto` takes',
    (state) => {
      const findings = findingsOf([probe('tensorflow-gpu', state, 'SIGSEGV'), probe('wasm', 'works')]);
      expect(findings[0]).toMatchObject({ state: 'broken', subject: 'backend tensorflow-gpu' });
      expect(findings[0]!.words).toContain('this is what `auto` takes');
      expect(findings[0]!.hint).toContain('HNET_AUTO_BACKENDS');
      expect(findings[1]!.words).not.toContain('auto');
    },
  );

  it('is broken where none works', () => {
    expect(findingsOf([probe('cpu', 'unavailable', 'gone')]).at(-1)).toMatchObject({
      ...{ state: 'broken', words: 'no backend works here' },
    });
  });
});
