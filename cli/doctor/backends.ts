import { probeBackends } from '../../hnet/index.ts';
import type { BackendProbe } from '../../hnet/index.ts';
import type { Finding } from './finding.types.ts';

/** Each backend tried in a process of its own: known values, and a short training against `cpu`. */
export async function examineBackends(): Promise<readonly Finding[]> {
  const probes = await probeBackends();
  const chosen = probes.find((probe) => probe.state === 'works');
  const findings = probes.map((probe): Finding => ({
    subject: `backend ${probe.name}`,
    state:
      probe.state === 'works' || probe.state === 'on-request'
        ? 'fine'
        : probe.state === 'wrong'
          ? 'broken'
          : 'absent',
    words: wordsOf(probe, probe === chosen),
    hint: null,
  }));
  if (chosen === undefined)
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
