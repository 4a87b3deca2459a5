import type { ParameterSpace } from '../../../search/types.ts';
import type { SweepSpec } from '../../../workflows/types.ts';

function sizeOf(space: ParameterSpace): number {
  switch (space.kind) {
    case 'constant':
      return 1;
    case 'categorical':
      return space.values.length;
    case 'int':
      return Math.floor((space.max - space.min) / space.step) + 1;
    case 'float':
      return space.step === null ? Infinity : Math.floor((space.max - space.min) / space.step + 1e-9) + 1;
  }
}

/** Most trials a sweep will try: its cap, or as many configurations as there are; null where nothing but a budget ends it. */
export function trialsPlanned(spec: SweepSpec): number | null {
  const configurations = Object.values(spec.space).reduce((product, space) => product * sizeOf(space), 1);
  const most = Math.min(spec.runCap ?? Infinity, configurations);
  return Number.isFinite(most) ? most : null;
}
