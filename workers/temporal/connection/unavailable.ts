import { UserError } from '../../../common/errors.ts';
import type { TemporalSettings } from './settings.ts';

/** gRPC's numbers for "who are you" and "not you". */
const REFUSALS: readonly unknown[] = [16, 7];

/** Why there is no connection, for a person. */
export function unavailable({ address }: TemporalSettings, cause: unknown): UserError {
  const chain = chainOf(cause);
  const said = plain(chain.at(-1)?.message ?? String(cause));
  const refused =
    chain.some((error) => REFUSALS.includes((error as { code?: unknown }).code)) ||
    /unauthenticated|permission ?denied/i.test(said);
  if (refused) {
    return new UserError('unavailable', `the Temporal server at ${address} refused to talk: ${said}`, {
      cause,
      hint: 'Check TEMPORAL_API_KEY, TEMPORAL_NAMESPACE and the TEMPORAL_TLS variables.',
    });
  }
  return new UserError('unavailable', `no Temporal server answers at ${address}: ${said}`, {
    cause,
    hint:
      '`hnet-sweep up` starts one on this machine; TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, ' +
      'TEMPORAL_TLS) says where another one is.',
  });
}

/** An error and its causes: the SDK wraps the reason in one or two that only say that connecting failed. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let next = error; next instanceof Error && !chain.includes(next); next = next.cause) chain.push(next);
  return chain;
}

/** The worker's connection speaks in Rust's debugging format. */
function plain(message: string): string {
  if (/connection ?refused/i.test(message)) return 'connection refused';
  if (/before the deadline/i.test(message)) return 'no answer in time';
  return message;
}
