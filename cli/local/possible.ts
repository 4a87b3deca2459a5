import { InvalidInputError } from '../../common/errors.ts';
import type { Assignment } from '../../search/types.ts';
import { resolveTrial } from '../../sweepfile/index.ts';
import type { SweepSpec } from '../../workflows/types.ts';

/** Whether a sweep would train a configuration: it is no impossible combination and keeps the constraints. */
export function possibleOf(spec: SweepSpec): (assignment: Assignment) => boolean {
  return (assignment) => {
    try {
      resolveTrial(spec, assignment);
      return true;
    } catch (error) {
      if (error instanceof InvalidInputError) return false;
      throw error;
    }
  };
}
