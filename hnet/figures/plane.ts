/** Planes through learnt embeddings. Pure arithmetic. */

/** Two orthonormal directions of the embedding space. */
export interface Plane {
  readonly kind: 'coordinates' | 'neighbours';
  readonly first: readonly number[];
  readonly second: readonly number[];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
};
const minus = (a: ArrayLike<number>, b: ArrayLike<number>): number[] =>
  Array.from(a, (value, i) => value - b[i]!);

/**
 * The plane in which the surroundings of embedding `task` are drawn: the space itself where it has two dimensions, else
 * the one towards its nearest learnt embedding and, orthogonalised, the next nearest. Where there are too few others,
 * or they lie on one line, coordinate directions stand in.
 */
export function planeAround(embeddings: readonly Float32Array[], task: number): Plane {
  const centre = embeddings[task]!;
  const unit = (axis: number): number[] => Array.from(centre, (_, i) => (i === axis ? 1 : 0));
  if (centre.length === 2) return { kind: 'coordinates', first: unit(0), second: unit(1) };
  const others = embeddings
    .filter((_, other) => other !== task)
    .map((other) => minus(other, centre))
    .sort((a, b) => dot(a, a) - dot(b, b));
  const basis: number[][] = [];
  for (const candidate of [...others, ...Array.from(centre, (_, axis) => unit(axis))]) {
    if (basis.length === 2) break;
    const rest = basis.reduce(
      (left, direction) =>
        minus(
          left,
          direction.map((value) => value * dot(left, direction)),
        ),
      candidate,
    );
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-6 * Math.max(1, Math.sqrt(dot(candidate, candidate))))
      basis.push(rest.map((v) => v / length));
  }
  // One dimension has no plane: the second direction goes nowhere.
  return { kind: 'neighbours', first: basis[0]!, second: basis[1] ?? basis[0]!.map(() => 0) };
}

/** Where an embedding lies on a plane, relative to its centre. */
export function projected(
  plane: Plane,
  embedding: ArrayLike<number>,
  centre: ArrayLike<number>,
): readonly [number, number] {
  const offset = minus(embedding, centre);
  return [dot(offset, plane.first), dot(offset, plane.second)];
}

/** The embedding at a point of the plane. */
export function pointOf(plane: Plane, centre: ArrayLike<number>, a: number, b: number): Float32Array {
  return Float32Array.from(centre, (value, i) => value + a * plane.first[i]! + b * plane.second[i]!);
}
