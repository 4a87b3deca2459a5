import { probeBackends } from '../../hnet/index.ts';
import type { BackendProbe } from '../../hnet/index.ts';
import type { Finding } from './finding.types.ts';

/** What to do about a backend that `auto` takes and should not. */
const AVOID =
  'Workers pass it over for a GPU; else name what works: HNET_AUTO_BACKENDS=wasm,cpu, or `backend:` in the sweep.';

/** Each backend tried in a process of its own: known values, and a short training against `cpu`. */
export async function examineBackends(): Promise<readonly Finding[]> {
  return findingsOf(await probeBackends());
}

/** What the trials of all backends come to: one that crashes or computes wrongly is `auto`'s all the same. */
export function findingsOf(probes: readonly BackendProbe[]): readonly Finding[] {
  const chosen = probes.find(({ state }) => state !== 'unavailable' && state !== 'on-request');
  const findings = probes.map((probe): Finding => ({
    subject: `backend ${probe.name}`,
    state:
      probe.state === 'works' || probe.state === 'on-request'
        ? 'fine'
        : probe.state === 'unavailable'
          ? 'absent'
          : 'broken',
    words: wordsOf(probe, probe === chosen),
    hint: probe === chosen && probe.state !== 'works' ? AVOID : null,
  }));
  if (!probes.some(({ state }) => state === 'works'))
    findings.push({
      subject: 'backends',
      state: 'broken',
      words: 'no backend works here',
      hint: 'The cpu backend needs nothing but npm packages: try `npm ci` again.',
    });
  return findings;
}

function wordsOf({ device, state, reason, error, seconds }: BackendProbe, chosen: boolean): string {
  const parts = [
    device ?? state,
    ...(device === null || state === 'works' ? [] : [state]),
    ...(reason === null ? [] : [reason]),
    ...(error === null ? [] : [`training agrees with cpu to ${error.toExponential(0)}`]),
    ...(chosen ? ['this is what `auto` takes'] : []),
  ];
  return `${parts.join('; ')} (${seconds.toFixed(1)} s)`;
}
