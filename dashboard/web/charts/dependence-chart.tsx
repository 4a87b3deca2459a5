import { useMemo } from 'react';
import type { Importance } from '../../server/schemas/importance.ts';
import type { Sweep } from '../../server/schemas/sweep.ts';
import { useScheme } from '../hooks/use-scheme.ts';
import { Chart } from './chart.tsx';
import { dependenceOption } from './dependence-option.ts';
import { objectiveAxis } from './objective-axis.ts';
import { paletteOf } from './palette.ts';

/** What one hyperparameter does, all others averaged. */
export default function DependenceChart({
  sweep,
  parameter,
}: {
  readonly sweep: Sweep;
  readonly parameter: Importance['parameters'][number];
}) {
  const palette = paletteOf(useScheme());
  const space = sweep.spec.space[parameter.name];
  const axis = useMemo(() => objectiveAxis(sweep, []), [sweep]);
  const option = useMemo(
    () => (space === undefined ? null : dependenceOption(parameter.dependence, space, axis, palette)),
    [parameter, space, axis, palette],
  );
  if (option === null) return null;
  return (
    <Chart
      option={option}
      height={230}
      label={`${axis.name} against ${parameter.name}, all else averaged, with the spread between trees`}
    />
  );
}
