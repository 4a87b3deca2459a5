import type { Running } from '../../server/schemas/running.ts';

type Stage = Running['stages'][number];

/** What is trained, in an order that does not change from look to look; and how many stages wait. */
export function trainedAndQueued({ stages }: Running): {
  readonly trained: readonly Stage[];
  readonly queued: number;
} {
  const trained = stages.filter(({ state }) => state === 'training');
  const seed = ({ progress }: Stage) => progress?.seed ?? Number.MAX_VALUE;
  return {
    trained: trained.sort((a, b) => a.trial - b.trial || seed(a) - seed(b)),
    queued: stages.length - trained.length,
  };
}
