import { randomStream, type RandomStream } from '../../random.ts';
import type { ImageDataset, ImageSet } from './images.types.ts';

/**
 * Coloured textures in CIFAR's format: for trying networks where the CIFAR files can't be had. A class is a direction,
 * a wavelength and a pair of colours; an image has its own phase, turn, brightness and noise. Not CIFAR, and never passed
 * off as it: sweeps name it (`data: patterns`), results carry the name.
 */
const SIDE = 32;
export const PATTERNS_SIZE = { train: 150, test: 40 } as const; // of each class

/** What makes a class. */
interface Texture {
  readonly angle: number;
  readonly wavelength: number;
  /** Red, green, blue of the two colours, 0..255. */
  readonly colours: readonly [readonly number[], readonly number[]];
}

/**
 * Draws a set of `classes` classes, equally many images of each, in mixed order. The same seed gives the same images.
 * @param name part of the streams' names: sets of different names have different textures
 */
export function drawPatterns(name: string, classes: number, seed = 0): ImageDataset {
  const textures = Array.from({ length: classes }, (_, label): Texture => {
    const stream = randomStream(seed, 'patterns', name, 'texture', label);
    const colour = (): number[] => Array.from({ length: 3 }, () => 40 + 175 * stream.uniform());
    return {
      angle: Math.PI * stream.uniform(),
      wavelength: 3 + 13 * stream.uniform(),
      colours: [colour(), colour()],
    };
  });
  const draw = (part: 'train' | 'test'): ImageSet =>
    drawSet(textures, PATTERNS_SIZE[part] * classes, randomStream(seed, 'patterns', name, part));
  return { train: draw('train'), test: draw('test') };
}

function drawSet(textures: readonly Texture[], count: number, stream: RandomStream): ImageSet {
  const size = SIDE * SIDE * 3;
  const pixels = new Uint8Array(count * size);
  const labels = new Uint8Array(count);
  for (let image = 0; image < count; image += 1) {
    const label = image % textures.length;
    labels[image] = label;
    drawTexture(pixels.subarray(image * size, (image + 1) * size), textures[label]!, stream);
  }
  return { count, rows: SIDE, columns: SIDE, channels: 3, pixels, labels };
}

function drawTexture(out: Uint8Array, { angle, wavelength, colours }: Texture, stream: RandomStream): void {
  const turned = angle + 0.15 * stream.normal();
  const length = wavelength * (1 + 0.1 * stream.normal());
  const phase = 2 * Math.PI * stream.uniform();
  const light = 1 + 0.15 * stream.normal();
  const [dx, dy] = [Math.cos(turned), Math.sin(turned)].map((part) => (2 * Math.PI * part) / length) as [
    number,
    number,
  ];
  let bits = 0;
  for (let y = 0; y < SIDE; y += 1)
    for (let x = 0; x < SIDE; x += 1) {
      const share = 0.5 + 0.5 * Math.sin(dx * x + dy * y + phase);
      // Each draw of 32 bits serves four pixels: -31.9 to 31.9.
      if (x % 4 === 0) bits = stream.integer(2 ** 32);
      const noise = (((bits >>> (8 * (x % 4))) & 255) - 127.5) / 4;
      for (let channel = 0; channel < 3; channel += 1) {
        const value = colours[0][channel]! * share + colours[1][channel]! * (1 - share);
        out[3 * (y * SIDE + x) + channel] = Math.max(0, Math.min(255, Math.round(light * value + noise)));
      }
    }
}
