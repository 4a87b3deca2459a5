import type { Sweep } from '../../server/schemas/sweep.ts';
import { parameterText } from './parameter.ts';

/** The space of a sweep. */
export type Space = Sweep['spec']['space'];
/** What one hyperparameter may be. */
export type ParameterSpace = Space[string];

/** What the space varies, in its order. */
export function searchedParameters(space: Space): string[] {
  return Object.entries(space)
    .filter(([, one]) => one.kind !== 'constant')
    .map(([name]) => name);
}

/** `0.0001 to 1, logarithmic`; `2, 8, 32`. */
export function spaceText(space: ParameterSpace): string {
  switch (space.kind) {
    case 'constant':
      return parameterText(space.value);
    case 'categorical':
      return space.values.map(parameterText).join(', ');
    case 'int':
    case 'float': {
      const step = space.kind === 'int' && space.step === 1 ? null : space.step;
      return [
        `${parameterText(space.min)} to ${parameterText(space.max)}`,
        ...(space.kind === 'int' && step === null ? ['whole numbers'] : []),
        ...(step === null ? [] : [`steps of ${step}`]),
        ...(space.log ? ['logarithmic'] : []),
      ].join(', ');
    }
  }
}
