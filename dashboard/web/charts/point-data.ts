import type { Points } from '../../server/schemas/points.ts';
import { errorBars, mostErrorBars } from './error-bars.ts';
import type { ObjectiveAxis } from './objective-axis.ts';
import type { Palette } from './palette.ts';

type Point = Points['points'][number];

/** A trial at a place of a plot. */
export interface Placed {
  readonly point: Point;
  readonly x: number;
}

/** A trial as a dot that carries the point it stands for. */
export interface Dot {
  readonly value: [number, number];
  readonly id: string;
  readonly point: Point;
  readonly itemStyle: { readonly color: string };
}

function stateColour(state: string, { states, muted }: Palette): string {
  return Object.hasOwn(states, state) ? states[state as keyof typeof states] : muted;
}

/** Trials as dots, coloured by their state; small and pale where there are many. */
export function dots(
  placed: readonly Placed[],
  { factor }: ObjectiveAxis,
  palette: Palette,
  bestId?: string,
) {
  const many = placed.length > mostErrorBars;
  return {
    type: 'scatter' as const,
    z: 2,
    symbolSize: many ? 5 : 7,
    itemStyle: { opacity: many ? 0.6 : 0.9 },
    data: placed.map(({ point, x }): Dot => ({
      value: [x, point.value * factor],
      id: point.id,
      point,
      itemStyle: {
        color: point.id === bestId ? palette.best : stateColour(point.state, palette),
      },
    })),
  };
}

/** The standard errors of the same trials; none where they would hide everything else. */
export function dotErrors(placed: readonly Placed[], { factor, log }: ObjectiveAxis, palette: Palette) {
  if (placed.length > mostErrorBars) return [];
  const bars = placed.flatMap(({ point: { value, standardError }, x }) => {
    if (standardError === null) return [];
    const low = value - standardError;
    // Below zero a logarithmic axis has no place: the bar ends at a tenth of the value.
    const end = log && low <= 0 ? value / 10 : low;
    return [[x, end * factor, (value + standardError) * factor] as const];
  });
  return [errorBars(bars, palette.muted)];
}
