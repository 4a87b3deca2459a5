import type { BackendName } from '../types.ts';

/**
 * - `works`: opens and computes rightly
 * - `on-request`: so too, but `auto` passes it over, for the reason given
 * - `unavailable`: not to be had here, for the reason given
 * - `wrong`: opens, but computes something else than it should
 * - `crashed`: took its process with it, or never answered
 */
export type ProbeState = 'works' | 'on-request' | 'unavailable' | 'wrong' | 'crashed';

/** What a trial of one backend found. */
export interface BackendProbe {
  readonly name: BackendName;
  readonly state: ProbeState;
  /** What it computes on, with versions; null where it did not open. */
  readonly device: string | null;
  /** Why it is not simply `works`; null if it is. */
  readonly reason: string | null;
  /** Largest error of a short training against the cpu backend, relative; null where none was made. */
  readonly error: number | null;
  /** What the trial took, start of the process included. */
  readonly seconds: number;
}
