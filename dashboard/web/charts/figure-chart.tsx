import { useMemo } from 'react';
import type { Figure } from '../../server/schemas/figure.ts';
import { useScheme } from '../hooks/use-scheme.ts';
import { Chart } from './chart.tsx';
import { figureHeight, figureLabel, figureOption } from './figures/figure-option.ts';
import { paletteOf } from './palette.ts';

/** A figure of the paper, with what it shows in words. */
export default function FigureChart({ figure }: { readonly figure: Figure }) {
  const scheme = useScheme();
  const option = useMemo(() => figureOption(figure, paletteOf(scheme)), [figure, scheme]);
  return (
    <>
      <p className="muted">{figureLabel(figure)}</p>
      <Chart option={option} height={figureHeight(figure)} label={figureLabel(figure)} />
    </>
  );
}
