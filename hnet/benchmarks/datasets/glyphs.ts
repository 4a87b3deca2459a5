import { randomStream, type RandomStream } from '../../random.ts';
import type { ImageDataset, ImageSet } from './images.types.ts';

/**
 * Procedurally drawn digits in MNIST's format: for machines where the MNIST files can't be had. Ten stroke figures,
 * each drawn with a random affine map, thickness, wobble and pixel noise. Not MNIST, and never passed off as it: sweeps
 * name it (`data: glyphs`), results carry the name.
 */
export const GLYPHS_SIZE = { train: 20_000, test: 4_000 } as const;

/** A stroke: points in the unit square, y downwards, joined by straight lines. */
type Stroke = readonly (readonly [number, number])[];

const arc = (cx: number, cy: number, rx: number, ry: number, from: number, to: number): Stroke =>
  Array.from({ length: 13 }, (_, i) => {
    const angle = (from + ((to - from) * i) / 12) * Math.PI;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
  });

/** Digit figures; angles in half turns, clockwise from the right. */
const FIGURES: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.26, 0.38, 0, 2)],
  [[[0.38, 0.24], [0.54, 0.12], [0.54, 0.88]]], // prettier-ignore
  [arc(0.5, 0.32, 0.24, 0.2, -1, 0.15), [[0.72, 0.42], [0.28, 0.87], [0.76, 0.87]]], // prettier-ignore
  [arc(0.46, 0.3, 0.24, 0.19, -0.9, 0.5), arc(0.46, 0.69, 0.27, 0.2, -0.5, 0.9)],
  [[[0.62, 0.88], [0.62, 0.12], [0.24, 0.62], [0.8, 0.62]]], // prettier-ignore
  [[[0.74, 0.13], [0.34, 0.13], [0.3, 0.47]], arc(0.48, 0.65, 0.25, 0.22, -0.65, 0.85)], // prettier-ignore
  [arc(0.62, 0.5, 0.34, 0.4, -0.6, -1.05), arc(0.5, 0.67, 0.23, 0.21, 0, 2)],
  [[[0.24, 0.14], [0.76, 0.14], [0.44, 0.88]]], // prettier-ignore
  [arc(0.5, 0.31, 0.2, 0.18, 0, 2), arc(0.5, 0.69, 0.25, 0.2, 0, 2)],
  [arc(0.5, 0.33, 0.22, 0.21, 0, 2), arc(0.36, 0.5, 0.36, 0.4, 0, 0.45)],
];

/** Draws the whole set; about a second. The same seed gives the same images. */
export function drawGlyphs(seed = 0): ImageDataset {
  return {
    train: drawSet(GLYPHS_SIZE.train, randomStream(seed, 'glyphs', 'train')),
    test: drawSet(GLYPHS_SIZE.test, randomStream(seed, 'glyphs', 'test')),
  };
}

function drawSet(count: number, stream: RandomStream): ImageSet {
  const pixels = new Uint8Array(count * 784);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image += 1) {
    const digit = stream.integer(10);
    labels[image] = digit;
    drawDigit(pixels.subarray(image * 784, (image + 1) * 784), FIGURES[digit]!, stream);
  }
  return { count, rows: 28, columns: 28, channels: 1, pixels, labels };
}

/** Distance-based ink: each pixel is as dark as it is near a stroke. */
function drawDigit(out: Uint8Array, strokes: readonly Stroke[], stream: RandomStream): void {
  const angle = 0.22 * stream.normal();
  const scale = 19 + 2.5 * stream.normal();
  const stretch = 1 + 0.14 * stream.normal();
  const slant = 0.2 * stream.normal();
  const [dx, dy] = [14 + 1.3 * stream.normal(), 14 + 1.3 * stream.normal()];
  const thickness = Math.max(0.7, 1.25 + 0.35 * stream.normal());
  const wobble = 0.035;
  const place = ([x, y]: readonly [number, number]): [number, number] => {
    const [u, v] = [
      (x - 0.5 + wobble * stream.normal()) * stretch + slant * (0.5 - y),
      y - 0.5 + wobble * stream.normal(),
    ];
    return [
      dx + scale * (Math.cos(angle) * u - Math.sin(angle) * v),
      dy + scale * (Math.sin(angle) * u + Math.cos(angle) * v),
    ];
  };
  const nearest = new Float32Array(784).fill(Infinity);
  for (const stroke of strokes) {
    const points = stroke.map(place);
    for (let i = 1; i < points.length; i += 1) inkSegment(nearest, points[i - 1]!, points[i]!, thickness);
  }
  for (let i = 0; i < 784; i += 1) {
    const ink = Math.min(1, Math.max(0, thickness + 0.5 - nearest[i]!));
    const noise = 0.04 * stream.normal();
    out[i] = Math.round(
      255 * Math.min(1, Math.max(0, ink > 0 ? ink * 0.95 + noise : Math.abs(noise) - 0.03)),
    );
  }
}

/** Lowers each pixel's distance to the nearest stroke by one segment. */
function inkSegment(
  nearest: Float32Array,
  a: readonly [number, number],
  b: readonly [number, number],
  reach: number,
): void {
  const margin = reach + 1;
  const x0 = Math.max(0, Math.floor(Math.min(a[0], b[0]) - margin));
  const x1 = Math.min(27, Math.ceil(Math.max(a[0], b[0]) + margin));
  const y0 = Math.max(0, Math.floor(Math.min(a[1], b[1]) - margin));
  const y1 = Math.min(27, Math.ceil(Math.max(a[1], b[1]) + margin));
  const [ux, uy] = [b[0] - a[0], b[1] - a[1]];
  const lengthSquared = ux * ux + uy * uy || 1e-9;
  for (let y = y0; y <= y1; y += 1) {
    for (let x = x0; x <= x1; x += 1) {
      const along = Math.min(1, Math.max(0, ((x - a[0]) * ux + (y - a[1]) * uy) / lengthSquared));
      const distance = Math.hypot(x - a[0] - along * ux, y - a[1] - along * uy);
      if (distance < nearest[y * 28 + x]!) nearest[y * 28 + x] = distance;
    }
  }
}
