import { spaceSize } from '../../../search/space/index.ts';
import type { SweepSpec } from '../../../workflows/types.ts';

/** Most trials a sweep will try: its cap, or as many configurations as there are; null where nothing but a budget ends it. */
export function trialsPlanned(spec: SweepSpec): number | null {
  const most = Math.min(spec.runCap ?? Infinity, spaceSize(spec.space));
  return Number.isFinite(most) ? most : null;
}
