import { describe, expect, it } from 'vitest';
import { planeAround, pointOf, projected } from '../../../hnet/figures/plane.ts';

const vectors = (...rows: number[][]) => rows.map((row) => Float32Array.from(row));

describe('the plane around a learnt embedding', () => {
  it('is the space itself where that has two dimensions', () => {
    const embeddings = vectors([1, 2], [4, 6]);
    const plane = planeAround(embeddings, 0);
    expect(plane).toEqual({ kind: 'coordinates', first: [1, 0], second: [0, 1] });
    expect(projected(plane, embeddings[1]!, embeddings[0]!)).toEqual([3, 4]);
    expect([...pointOf(plane, embeddings[0]!, 0.5, -1)]).toEqual([1.5, 1]);
  });

  it('goes through the two nearest learnt embeddings, at right angles', () => {
    // The nearest lies 2 along the first axis; the next is (1, 3, 0) away; the farthest doesn't matter.
    const embeddings = vectors([1, 1, 1], [3, 1, 1], [2, 4, 1], [9, 9, 9]);
    const plane = planeAround(embeddings, 0);
    expect(plane).toEqual({ kind: 'neighbours', first: [1, 0, 0], second: [0, 1, 0] });
    expect(projected(plane, embeddings[1]!, embeddings[0]!)).toEqual([2, 0]);
    expect(projected(plane, embeddings[2]!, embeddings[0]!)).toEqual([1, 3]);
  });

  it('takes coordinate directions where too few others are learnt, or they lie on one line', () => {
    expect(planeAround(vectors([1, 0, 0]), 0)).toMatchObject({ first: [1, 0, 0], second: [0, 1, 0] });
    expect(planeAround(vectors([0, 0, 0], [0, 2, 0], [0, 4, 0]), 0)).toMatchObject({
      first: [0, 1, 0],
      second: [1, 0, 0],
    });
  });
});
