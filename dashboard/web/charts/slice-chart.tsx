import { useMemo } from 'react';
import type { Points } from '../../server/schemas/points.ts';
import type { ParameterSpace } from '../format/space.ts';
import { Chart } from './chart.tsx';
import type { ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';
import { sliceOption } from './slice-option.ts';

/** The objective against one hyperparameter. */
export function SliceChart({
  name,
  space,
  points,
  axis,
  palette,
  onPick,
}: {
  readonly name: string;
  readonly space: ParameterSpace;
  readonly points: Points;
  readonly axis: ObjectiveAxis;
  readonly palette: Palette;
  readonly onPick: (id: string) => void;
}) {
  const option = useMemo(
    () => sliceOption(points, name, space, axis, palette),
    [points, name, space, axis, palette],
  );
  return (
    <figure>
      <figcaption>
        {name}
        {'log' in space && space.log && <span className="muted"> log</span>}
      </figcaption>
      <Chart option={option} height={210} label={`${axis.name} against ${name}`} onPick={onPick} />
    </figure>
  );
}
