/** What the plots have in common. */
import type { EChartsOption } from 'echarts';
import type { Palette } from './palette.ts';

/** An axis of a plot. */
export type ValueAxis = Exclude<EChartsOption['yAxis'], readonly unknown[] | undefined>;

/** No motion, the page's font and colours, a quiet tooltip. */
export function base(palette: Palette): EChartsOption {
  return {
    animation: false,
    textStyle: { fontFamily: 'Inter Variable, sans-serif', color: palette.text },
    tooltip: {
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 12 },
      extraCssText: 'box-shadow: 0 2px 12px rgb(0 0 0 / 0.18); font-variant-numeric: tabular-nums;',
      confine: true,
    },
  };
}

/** A plot that fills its place: axes whose name stands elsewhere, with room for their numbers. */
export const plotGrid = {
  left: 8,
  right: 14,
  top: 10,
  bottom: 8,
  outerBoundsMode: 'same',
  outerBoundsContain: 'axisLabel',
} as const;

/** The same with room for the names of the axes, which lie along them (`axisName`). */
export const namedGrid = { ...plotGrid, left: 10, outerBoundsContain: 'all' } as const;

/** A name in the middle of its axis. @param gap pixels from the axis, beyond its numbers */
export function axisName(name: string, gap: number) {
  return { name, nameLocation: 'middle', nameGap: gap, nameMoveOverlap: true } as const;
}

/** Lines and letters of an axis. */
export function axisLook(palette: Palette) {
  return {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { show: false },
    axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line, opacity: 0.7 } },
    minorSplitLine: { show: false },
    nameTextStyle: { color: palette.muted, fontSize: 11 },
  };
}

/** `&`, `<` and the like, for tooltips, which are HTML: values come from sweep files. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
