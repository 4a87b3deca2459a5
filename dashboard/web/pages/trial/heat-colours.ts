import type { TrialDetail } from '../../../server/schemas/trial.ts';

/** A colour as red, green and blue, 0 to 255. */
type Rgb = readonly [number, number, number];

const ends: Readonly<Record<'light' | 'dark', readonly [bad: Rgb, good: Rgb]>> = {
  light: [
    [244, 241, 235],
    [59, 91, 219],
  ],
  dark: [
    [40, 42, 48],
    [124, 148, 250],
  ],
};

/** Relative luminance, as WCAG 2 defines it. */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((channel) => {
    const c = channel / 255;
    return c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/**
 * Colours of a cell: its ground between bad and good, its letters whichever of black and white can be read better.
 * @param place 0 bad, 1 good
 */
export function heatColours(
  place: number,
  scheme: 'light' | 'dark',
): { readonly background: string; readonly color: string } {
  const [bad, good] = ends[scheme];
  const ground = bad.map((channel, i) =>
    Math.round(channel + (good[i]! - channel) * place),
  ) as unknown as Rgb;
  const light = luminance(ground);
  const onWhite = 1.05 / (light + 0.05);
  const onBlack = (light + 0.05) / 0.05;
  return { background: `rgb(${ground.join(' ')})`, color: onWhite > onBlack ? '#ffffff' : '#000000' };
}

/** Small differences are not blown up beyond this span of accuracy. */
const leastSpan = 0.02;

/** How values of a matrix map to places between bad (0) and good (1); null without any value. */
export function heatRange(
  matrix: TrialDetail['val'],
  kind: TrialDetail['scoreKind'],
): { place(value: number): number } | null {
  const values = matrix.flat().filter((value) => value !== null);
  if (values.length === 0) return null;
  const high = Math.max(...values);
  const low = Math.min(...values);
  if (kind === 'accuracy') {
    const span = Math.max(high - low, leastSpan);
    return { place: (value) => 1 - (high - value) / span };
  }
  // Errors by their order of magnitude; the least is best.
  const span = Math.log(Math.max(high, 1e-12) / Math.max(low, 1e-12));
  return {
    place: (value) => (span === 0 ? 1 : 1 - Math.log(Math.max(value, 1e-12) / Math.max(low, 1e-12)) / span),
  };
}
