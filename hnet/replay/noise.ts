import { createHash } from 'node:crypto';

/** Where the tail of the ziggurat begins, and the area of each of its 128 layers. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;
const LAYERS = 128;

/** Right edges of the layers, the lowest first, and how much of each lies wholly under the density. */
const { edges, inner } = ziggurat();

function ziggurat(): { edges: Float64Array; inner: Float64Array } {
  const edges = new Float64Array(LAYERS + 1);
  let density = Math.exp(-0.5 * TAIL ** 2);
  edges[0] = AREA / density;
  edges[1] = TAIL;
  for (let i = 2; i < LAYERS; i += 1) {
    edges[i] = Math.sqrt(-2 * Math.log(AREA / edges[i - 1]! + density));
    density = Math.exp(-0.5 * edges[i]! ** 2);
  }
  return { edges, inner: Float64Array.from({ length: LAYERS }, (_, i) => edges[i + 1]! / edges[i]!) };
}

/**
 * Standard normal numbers, by the name of what they are for: as `randomStream(seed, ...name)`, but whole arrays at a few
 * nanoseconds a number, since a replay model takes tens of thousands in every step. Generator xoshiro128++ (Blackman and
 * Vigna), method ziggurat (Marsaglia and Tsang, in Doornik's form), with the 24 bits of resolution a float32 holds.
 */
export function standardNormals(
  count: number,
  seed: number,
  ...name: readonly (string | number)[]
): Float32Array {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, 'normals', ...name]))
    .digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [
    number,
    number,
    number,
    number,
  ];
  const next = (): number => {
    const sum = (a + d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + a) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  /** In (0, 1]: its logarithm is finite. */
  const uniform = (): number => (next() + 1) / 0x1_0000_0000;
  const out = new Float32Array(count);
  for (let n = 0; n < count;) {
    const bits = next();
    const layer = bits & (LAYERS - 1);
    const u = ((bits >>> 8) + 0.5) / 0x80_0000 - 1;
    if (Math.abs(u) < inner[layer]!) {
      out[n++] = u * edges[layer]!;
    } else if (layer === 0) {
      let x: number;
      do x = Math.log(uniform()) / TAIL;
      while (-2 * Math.log(uniform()) < x * x);
      out[n++] = u < 0 ? x - TAIL : TAIL - x;
    } else {
      const x = u * edges[layer]!;
      const upper = Math.exp(-0.5 * (edges[layer]! ** 2 - x * x));
      const lower = Math.exp(-0.5 * (edges[layer + 1]! ** 2 - x * x));
      if (lower + uniform() * (upper - lower) < 1) out[n++] = x;
    }
  }
  return out;
}
