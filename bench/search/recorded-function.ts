import { readFileSync } from 'node:fs';
import { freeParameters, spaceSize } from '../../search/space/index.ts';
import { asRecording, recordedSurface } from '../../search/simulation/index.ts';
import type { TestFunction } from './functions.ts';

/**
 * A recorded sweep as a function over its own choices, its constants left out: the mean objective over all recorded
 * seeds, without noise, turned so that smaller is better. Combinations that were not recorded have the value of the
 * nearest that was, so the function has plateaus where the recording has gaps.
 * @param file in bench/recorded
 */
export function recordedFunction(file: string): TestFunction {
  const path = new URL(`../recorded/${file}`, import.meta.url);
  const recording = asRecording(JSON.parse(readFileSync(path, 'utf8')), file);
  const space = Object.fromEntries(
    freeParameters(recording.space).map((name) => [name, recording.space[name]!]),
  );
  const surface = recordedSurface(recording, space);
  const sign = recording.objective.goal === 'maximize' ? -1 : 1;
  return {
    space,
    minimum: sign * surface.best,
    // A quarter of the space: whoever sees most of it finds the best by counting.
    most: Math.floor(spaceSize(space) / 4),
    evaluate: (assignment) => sign * surface.truth(assignment),
  };
}
